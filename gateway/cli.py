"""`ceax`: the root of the command line, and the one place where an error becomes a line of text.

Each room joins through the entry-point group `ceax.commands`: a Typer app with a name becomes a
sub-command of that name, the commands of one without a name become the root's. A room that cannot
be loaded is an error, and so are two of one name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_name

from engine.texts.server_log import show_faults_as_text
from engine.texts.terminal import line
from engine.texts.visible import visible
from engine.units import UnitError

GROUP = "ceax.commands"
FAILED = 1  # exit code


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

    def invoke(self, ctx: Any) -> Any:
        """Read the words of a command and run it."""
        with _shown_as_text():
            return super().invoke(ctx)


@contextmanager
def _shown_as_text() -> Iterator[None]:
    try:
        yield
    except USAGE_ERROR as error:
        error.message = visible(error.message)  # type: ignore[attr-defined]
        raise


def root(points: Iterable[EntryPoint] | None = None) -> typer.Typer:
    """The root with everything that has joined.

    Raises CommandsBroken, or what loading a room raises.
    """
    app = typer.Typer(
        name="ceax",
        cls=_Root,
        help="ceax, an exchange for carbon allowances (碳排放配额).",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for point in sorted(
        points if points is not None else entry_points(group=GROUP), key=lambda point: point.name
    ):
        app.add_typer(point.load())
    _check_names(app)
    return app


def main() -> None:
    """Entry point of the `ceax` script: exit code 0 done, 1 an error printed in one line, 2 a wrong
    command line.
    """
    points = list(entry_points(group=GROUP))
    show_faults_as_text()
    try:
        root(points)()
    except families(points) as error:
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


def _root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


def _check_names(app: typer.Typer) -> None:
    seen: set[str] = set()
    for name in _names_in(app):
        if name in seen:
            raise CommandsBroken(f"two rooms bring a command {name!r}")
        seen.add(name)


def _names_in(app: typer.Typer) -> Iterator[str]:
    for command in app.registered_commands:
        assert command.callback is not None
        yield command.name or get_command_name(command.callback.__name__)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        name = group.typer_instance.info.name
        if isinstance(name, str):
            yield name
        else:
            yield from _names_in(group.typer_instance)
