"""What is written from the tables of the registry: its contract, and the tables of PROTOCOL.md.

python -m settlement_bridge.server.contract writes the tables into the page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from gateway.protocol import pages
from gateway.protocol.contract import Contract
from gateway.protocol.maps import must
from gateway.protocol.messages import PUSHED, log_on
from gateway.protocol.operations import Row
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record
from settlement_bridge.books.event_table import EVENTS, EventRow
from settlement_bridge.books.settings import RULES
from settlement_bridge.operations import (
    KEYED,
    ROWS,
    bank,
    books,
    compliance,
    defaults,
    instructions,
    registrar,
    reports,
    representatives,
)
from settlement_bridge.operations.codes import OF_REGISTRY
from settlement_bridge.operations.fields import ALL
from settlement_bridge.operations.reports import ALERT

_LIMITS = record(frame_bytes=COUNT, requests_per_frame=COUNT, in_flight=COUNT)
_LOG_ON = log_on(must(heartbeat_s=COUNT, limits=_LIMITS))
_ALERTS = {
    "alert": (
        "An alert of compliance risk, after `follow_alerts`.",
        must(type=Word("alert")) | ALERT,
    )
}
CONTRACT = Contract(
    "registry",
    "The registry of a ceax exchange",
    "localhost:9103",
    _LOG_ON,
    ROWS,
    {**PUSHED, **_ALERTS},
    {**OF_ENGINE, **OF_REGISTRY},  # transfers pass the exchange's reasons on
)


PAGE = Path(__file__).parents[1] / "PROTOCOL.md"
SUBJECTS: dict[str, tuple[Row, ...]] = {
    "books": books.ROWS,
    "settlement": (*books.SETTLEMENT, *books.RECOVERY),
    "instructions": instructions.ROWS,
    "registrar": registrar.ROWS,
    "bank": bank.ROWS,
    "compliance": (*compliance.ROWS, *reports.ROWS),
    "defaults": (*defaults.ROWS, *defaults.OBJECTIONS),
    "representatives": representatives.ROWS,
    "documents": reports.DOCUMENT_ROWS,
}


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    return {name: pages.operations(rows, ALL) for name, rows in SUBJECTS.items()} | {
        "done once": _words(row.name for row in ROWS if row.name in KEYED),
        "events": pages.table(
            ("kind", "what it is", "from", "to", "taken back by `reverse`"),
            map(_event, EVENTS),
        ),
        "rules": pages.table(
            ("rule", "what it is", "default", "from", "to", "of one entity too"), map(_rule, RULES)
        ),
        "registry errors": pages.refusals(OF_REGISTRY),
    }


def _words(names: Iterable[str]) -> str:
    """Names one after another, in lines of a page's width."""
    return "\n".join(textwrap.wrap(" ".join(f"`{name}`" for name in names), 120)) + "\n"


def _rule(name: str) -> list[str]:
    rule = RULES[name]
    default = "none" if rule.default is None else str(rule.default)
    ends = [f"{end:,}" for end in (rule.least, rule.most)]
    return [f"`{name}`", rule.words, default, *ends, "yes" if rule.of_an_entity else ""]


def _event(row: EventRow) -> list[str]:
    ends = [each.name.lower() if each is not None else "" for each in (row.source, row.target)]
    return [
        f"`{row.kind.name.lower()}`",
        row.words,
        *(f"`{end}`" if end else "" for end in ends),
        "yes" if row.reversible else "",
    ]


def main() -> None:
    """Write the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(pages.rewritten(page, tables()), encoding="utf-8")


if __name__ == "__main__":
    main()
