"""Commands of a console: those that are made from the rows of their operations alone, which ask one
thing and print what is replied; and those that a function does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import wraps
from typing import Any, ClassVar, Protocol

import typer

from gateway.protocol.maps import Field
from gateway.protocol.operations import Row, merged
from gateway.terminal.arguments import argument, of_field, plain
from gateway.terminal.tables import Column, show, worded

Reply = Mapping[str, Any]
Known = Mapping[str, Any]
_OPTION: Any = inspect.Parameter.KEYWORD_ONLY


def _whole(reply: Reply) -> Reply:
    return reply


class Reach(Protocol):
    """How a command reaches its server; its fields are the options that commands have in common.

    `example`: those that the example of a command is shown with.
    """

    example: ClassVar[str]

    @property
    def as_json(self) -> bool:
        """Whether JSON is printed."""

    def send(self, row: Row, given: dict[str, Any]) -> Reply:
        """The reply to one request, with its fields and the command's further options."""

    def known(self, reply: Reply) -> dict[str, Any]:
        """What sentences may name of a reply."""

    def say(self, sentence: str, reply: Reply) -> None:
        """Print what was done as a sentence, or the reply as JSON."""

    def rows(self, operation: str, field: str, /, **fields: Any) -> list[dict[str, Any]]:
        """All rows of a reply, which may come page by page."""


@dataclass(frozen=True)
class Made:
    """A command made from the row of its operation.

    `examples`: how it is typed, from its name on; several are parted by "; ". `takes`: its
    arguments, then after a dash its options; each is a field, or NAME=FIELD where the command has
    another name for it. `help` is the operation's by default; `kinds` annotates parameters of which
    the row does not say enough.
    """

    operation: str
    examples: str
    takes: str
    _: KW_ONLY
    help: str = ""
    kinds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Request(Made):
    """One that says what was done: `said` is a sentence with what was given and what is replied,
    as {quantity:count}, {amount:money} or {cancelled:order}, or a function that makes it; `told`
    makes what JSON shows.
    """

    said: str | Callable[[Known], str]
    _: KW_ONLY
    told: Callable[[Reply], Reply] = _whole

    def do(self, row: Row, reach: Reach, given: dict[str, Any], sent: dict[str, Any]) -> None:
        """Ask, and print the sentence."""
        reply = reach.send(row, sent)
        told = self.told(reply)
        known = given | reach.known(reply) | dict(told)
        sentence = self.said(known) if callable(self.said) else worded(self.said, known)
        reach.say(sentence, told)


@dataclass(frozen=True)
class Listing(Made):
    """One that prints rows: `rows` names their field in the reply, the operation's name by default;
    a row is printed as `row` makes it, and shown as JSON as `told` makes it.
    """

    title: str
    columns: Sequence[Column]
    _: KW_ONLY
    rows: str = ""
    row: Callable[[dict[str, Any]], dict[str, Any]] = dict
    told: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def do(self, row: Row, reach: Reach, given: dict[str, Any], sent: dict[str, Any]) -> None:
        """Ask, and print the table."""
        found = map(self.told, reach.rows(row.name, self.rows or row.name, **sent))
        shown = list(found) if reach.as_json else [self.row(each) for each in found]
        show(self.title.format(**given), shown, self.columns, reach.as_json)


@dataclass(frozen=True)
class Console:
    """How the commands of one server are made.

    `program`: what is typed before a command. `table`: the rows of its operations. `reach`: makes
    of a row, None for a command of several, the kind of Reach that its command has. `must` and
    `may` annotate fields that must be given and that may be, by what commands call them; of others
    `glossary` says what they are where their row does not. `names` are those fields that have
    another name in a request. `read` reads what is typed. `further`: options of a row's command
    beside the fields of its request.
    """

    program: str
    table: Mapping[str, Row]
    reach: Callable[[Row | None], type[Reach]]
    glossary: Mapping[str, str]
    must: Mapping[str, Any]
    may: Mapping[str, Any]
    names: Mapping[str, str]
    read: Mapping[str, Callable[[Any], Any]]
    further: Callable[[Row], Iterable[inspect.Parameter]]

    def make(
        self, app: typer.Typer, path: str, commands: Iterable[Request | Listing], **kinds: Any
    ) -> None:
        """Make commands from their rows; `path` are the words before their names, as "bank ", and
        `kinds` annotates parameters of all of them.
        """
        for each in commands:
            made = replace(each, kinds=kinds | dict(each.kinds))
            row = self.table[made.operation]
            named, fields = self.names_of(made), self._explained(row)
            typed = {name: fields[wire] for name, wire in named.items()}
            own = [*self._parameters(made, typed), *self.further(row)]
            work = self._work(made, row, named)
            ending, typed_in = self.reach(row).example, made.examples.split("; ")
            examples = "; ".join(f"{path}{one} {ending}" for one in typed_in)
            self._declare(app, examples, typed_in[0].split()[0], row, work, own, typed)

    def command(
        self, app: typer.Typer, examples: str, operation: str = "", name: str | None = None
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Make a function a command; `examples` are shown below its help.

        The function's first parameter is the Reach; in its place the command has the options that
        all have in common, after its own. The row of `operation` names what its own options take.
        """
        row = self.table[operation] if operation else None
        fields = self._explained(row) if row else {}

        def declare(function: Callable[..., None]) -> Callable[..., None]:
            _, *own = inspect.signature(function, eval_str=True).parameters.values()
            self._declare(app, examples, name, row, function, own, fields)
            return function

        return declare

    def names_of(self, made: Made) -> dict[str, str]:
        """The fields of a command's request by what the command calls them."""
        words = (word.partition("=") for word in made.takes.split() if word != "-")
        return {name: wire or self.names.get(name, name) for name, _, wire in words}

    def _explained(self, row: Row) -> dict[str, Field]:
        """The fields of a row, each with its help."""
        return {
            name: replace(each, help=each.help or self.glossary.get(name, ""))
            for name, each in fields_of(row).items()
        }

    def _declare(
        self,
        app: typer.Typer,
        examples: str,
        name: str | None,
        row: Row | None,
        work: Callable[..., None],
        own: Sequence[inspect.Parameter],
        fields: Mapping[str, Field],
    ) -> None:
        kind = self.reach(row)
        common = options_of(kind)

        @wraps(work)
        def run(**given: Any) -> None:
            reach = kind(**{each: given.pop(each) for each in common})
            words = {each: plain(value) for each, value in given.items() if each in fields}
            work(reach, **given | words)

        parameters = [*(argument(each, fields) for each in own), *common.values()]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        shown = examples.split("; ")
        title = "Example" if len(shown) == 1 else "Examples"
        typed = "; ".join(f"{self.program} {one}" for one in shown)
        app.command(name, epilog=f"{title}: {typed}")(run)

    def _parameters(self, made: Made, typed: Mapping[str, Field]) -> Iterator[inspect.Parameter]:
        """What a command takes, in order."""
        place: Any = inspect.Parameter.POSITIONAL_OR_KEYWORD
        for word in made.takes.split():
            name = word.partition("=")[0]
            if name == "-":
                place = _OPTION
                continue
            known = self.must if typed[name].required else self.may
            yield of_field(name, place, typed[name], made.kinds.get(name) or known.get(name))

    def _work(
        self, made: Request | Listing, row: Row, named: Mapping[str, str]
    ) -> Callable[..., None]:
        def run(reach: Reach, **given: Any) -> None:
            given |= {
                name: read(given[name])
                for name, read in self.read.items()
                if given.get(name) is not None
            }
            sent = {named.get(name, name): value for name, value in given.items()}
            made.do(row, reach, given, sent)

        run.__doc__ = made.help or row.help
        return run


def fields_of(row: Row) -> dict[str, Field]:
    """The fields of an operation over all roles; one that a role need not give may be left out."""
    return {
        name: each if each.unless else replace(each, required=needed)
        for name, (each, needed) in merged(row).items()
    }


def options_of(kind: type[Reach]) -> dict[str, inspect.Parameter]:
    """The options that a kind of Reach has."""
    own = inspect.signature(kind, eval_str=True).parameters.values()
    return {each.name: each.replace(kind=_OPTION) for each in own}
