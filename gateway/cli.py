"""`ceax`: the root of the command line, and the one place where an error becomes a line of text.

Each room joins through the entry-point group `ceax.commands`: a command's name and the Typer app
that has it, which is an app of that name or one without a name. An app is imported when its command
is asked for, and all for the help of the root. One that cannot be imported is an error then; two of
one name are an error at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from engine.texts.server_log import show_faults_as_text
from engine.texts.terminal import line
from engine.texts.visible import visible
from engine.units import UnitError
from gateway.protocol.private_files import write_for_owner_only

GROUP = "ceax.commands"
HELP = (
    "ceax, an exchange for carbon allowances (碳排放配额). An account that a command needs is an"
    " argument; one that may be left out is --account."
)
FAILED = 1  # exit code
CA, CA_VARIABLE = "--ca", "CEAX_CA"
SERVER_KEY, SERVER_KEY_VARIABLE = "--server-key", "CEAX_SERVER_KEY"
END_OF_OPTIONS = "--"


USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


ERRORS = {"gateway": "gateway.protocol.errors"}  # of a room that has them deeper inside


class CommandsBroken(RuntimeError):
    """The installed commands do not fit together."""


class _Root(TyperGroup):
    """The root command; what it says of a wrong command line shows as text."""

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Read the root's own words."""
        with _shown_as_text():
            return super().make_context(*args, **more)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Take --ca FILE and --server-key KEY wherever they are: every command that reaches a
        server goes by them.
        """
        for option in (CA, SERVER_KEY):
            args = with_first(option, args)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A sentence for each command."""
        rows = [(name, sentence_of(command)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: Any) -> Any:
        """Read the words of a command and run it."""
        with _shown_as_text():
            return super().invoke(ctx)


def with_first(option: str, words: list[str]) -> list[str]:
    """The words of a command line with those of an option of the root before the command."""
    at = next((at for at, word in enumerate(words) if word.partition("=")[0] == option), None)
    if at is None or END_OF_OPTIONS in words[:at]:
        return words
    end = at + (1 if "=" in words[at] else 2)
    return [*words[at:end], *words[:at], *words[end:]]


def sentence_of(command: Any) -> str:
    """The first sentence of a command's help."""
    sentence, end, _ = " ".join((command.help or "").split()).partition(". ")
    return sentence + end.strip()


@contextmanager
def _shown_as_text() -> Iterator[None]:
    try:
        yield
    except USAGE_ERROR as error:
        error.message = visible(error.message)  # type: ignore[attr-defined]
        raise


class Commands(MutableMapping[str, Any]):
    """The root's commands by name; a command's room is imported when the command is asked for.

    Asking for one raises CommandsBroken when its room has no command of that name, or what the
    import raises.
    """

    def __init__(self, points: Iterable[EntryPoint]) -> None:
        """Raises CommandsBroken when two rooms bring one name."""
        self._points: dict[str, EntryPoint] = {}
        self._loaded: dict[str, Any] = {}
        for point in sorted(points, key=lambda point: point.name):
            if point.name in self._points:
                raise CommandsBroken(f"two rooms bring a command {point.name!r}")
            self._points[point.name] = point

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _command(self._points[name])
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._points[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)


def _command(point: EntryPoint) -> Any:
    room = typer.Typer(rich_markup_mode=None, add_completion=False)
    room.callback()(_nothing)
    room.add_typer(point.load())
    commands = get_command(room).commands  # type: ignore[attr-defined]
    if point.name not in commands:
        raise CommandsBroken(f"{point.value} has no command {point.name!r}")
    return commands[point.name]


def root(points: Iterable[EntryPoint] | None = None) -> typer.Typer:
    """The root of everything that has joined. Raises CommandsBroken when two join by one name."""
    commands = Commands(points if points is not None else entry_points(group=GROUP))

    class Root(_Root):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes | {"commands": commands})

    app = typer.Typer(
        name="ceax",
        cls=Root,
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich takes longer to load than all the rest
    )
    app.callback()(_root)
    return app


def main() -> None:
    """Entry point of the `ceax` script: exit code 0 done, 1 an error printed in one line, 2 a wrong
    command line.
    """
    points = list(entry_points(group=GROUP))
    show_faults_as_text()
    write_for_owner_only()
    try:
        root(points)()
    except Exception as error:
        if not isinstance(error, families(points)):
            raise
        line(f"ceax: {error}", error=True)
        sys.exit(FAILED)


def families(points: Iterable[EntryPoint]) -> tuple[type[Exception], ...]:
    """The exceptions that are printed in one line: those in each room's module `errors`, a bad
    unit, and what the system refuses.

    The rooms are known by their entry points only, so that the front door depends on none of them.
    """
    rooms = {point.module.partition(".")[0] for point in points}
    modules = [import_module(ERRORS.get(room, f"{room}.errors")) for room in sorted(rooms)]
    found = [
        value for module in modules for value in vars(module).values() if isinstance(value, type)
    ]
    return (UnitError, OSError, *(kind for kind in found if issubclass(kind, Exception)))


def _version(asked: bool) -> None:
    if asked:
        line(f"ceax {version('ceax')}")
        raise typer.Exit


def _trust(file: str | None) -> None:
    """Have the command, and what it starts, trust the authorities in a file."""
    if file is not None:
        os.environ[CA_VARIABLE] = file


def _know(key: str | None) -> None:
    """Have the command, and what it starts, take servers with this key alone."""
    if key is not None:
        os.environ[SERVER_KEY_VARIABLE] = key


def _nothing() -> None:
    pass


def _root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
    ca: Annotated[
        str | None,
        typer.Option(
            CA,
            metavar="FILE",
            help="Who may sign a wss:// server's certificate; anywhere in the command. [CEAX_CA]",
            callback=_trust,
        ),
    ] = None,
    server_key: Annotated[
        str | None,
        typer.Option(
            SERVER_KEY,
            metavar="KEY",
            help=(
                "Public key of the server, or several with commas; anywhere in the command."
                " [CEAX_SERVER_KEY]"
            ),
            callback=_know,
        ),
    ] = None,
) -> None:
    pass
