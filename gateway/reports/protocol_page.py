"""The tables of gateway/PROTOCOL.md.

python -m gateway.reports.protocol_page writes them into the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.commands import (
    AccountLimit,
    Parameter,
    Rests,
)
from engine.events import EventKind
from engine.events.endings import ENDINGS
from engine.events.refusals import REFUSALS
from gateway.protocol import pages
from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.table import ROWS
from gateway.protocol.table.reports import REPORTS
from gateway.protocol.table.words import ROLES

PAGE = Path(__file__).parents[1] / "PROTOCOL.md"
_RESTS = {
    Rests.ORDERS: "orders in the book or the opening call",
    Rests.CALL: "orders of the opening call",
    Rests.DESK: "intents, dialogues or deals at the block desk",
    Rests.SESSIONS: "a running session of an auction",
    Rests.AUCTIONS: "auctions that are not over",
    Rests.DAY: "a trading day of the instrument",
}


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    return {
        "operations": pages.operations(ROWS, ROLES),
        "reports": pages.messages(REPORTS),
        "reasons": pages.table(
            ("reason", "about", "when", "what to do", "passes by itself"), _reasons()
        ),
        "endings": pages.table(("reason", "when"), _endings()),
        "parameters": pages.table(
            (
                "parameter",
                "what it is",
                "unit",
                "default",
                "least",
                "most",
                "waits while there are",
            ),
            map(_parameter, Parameter),
        ),
        "limits": pages.table(
            ("limit", "what it is", "unit", "least", "most"), map(_limit, AccountLimit)
        ),
        "events": pages.table(("kind", "what it says", "fields"), map(_event, EventKind)),
        "gateway errors": pages.refusals(OF_SERVERS),
        "client errors": pages.refusals(OF_CLIENTS),
        "close codes": pages.closes(),
    }


def _reasons() -> Iterator[list[str]]:
    for reason, refusal in REFUSALS.items():
        name, about = reason.name.lower(), f"`{refusal.field}`" if refusal.field else ""
        code = OF_ENGINE[name]
        yield [f"`{name}`", about, code.when, refusal.remedy, code.passing or ""]


def _endings() -> Iterator[list[str]]:
    return ([f"`{reason.name.lower()}`", when] for reason, when in ENDINGS.items())


def _parameter(parameter: Parameter) -> list[str]:
    figures = [f"{each:,}" for each in (parameter.default, parameter.least, parameter.most)]
    waits = "; ".join(words for rests, words in _RESTS.items() if parameter.touches & rests)
    described = [f"`{parameter.name.lower()}`", parameter.sentence, parameter.unit]
    return [*described, *figures, waits or "at once"]


def _limit(limit: AccountLimit) -> list[str]:
    described = [f"`{limit.name.lower()}`", limit.sentence, limit.unit]
    return [*described, f"{limit.least:,}", f"{limit.most:,}"]


def _event(kind: EventKind) -> list[str]:
    fields = ", ".join(_event_field(name, used) for name, used in kind.uses.items())
    return [f"`{kind.name.lower()}`", kind.sentence, fields]


def _event_field(name: str, used: Sequence[str]) -> str:
    """A field by its own name, and what it is where that is something else."""
    if len(used) > 1:
        return "`note`"
    return f"`{used[0]}`" + ("" if used[0] == name else f" ({name})")


def main() -> None:
    """Write the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(pages.rewritten(page, tables()), encoding="utf-8")


if __name__ == "__main__":
    main()
