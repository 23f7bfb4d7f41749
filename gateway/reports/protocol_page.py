"""The tables of the gateway's pages: PROTOCOL.md, MESSAGES.md, REASONS.md.

python -m gateway.reports.protocol_page writes them into the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.commands import AccountLimit, Parameter, Rests, VenueRule
from engine.events import EventKind, Reason
from engine.events.endings import ENDINGS
from engine.events.refusals import BY_SUBJECT, REFUSALS
from gateway.protocol import field_tables, pages
from gateway.protocol.codes import OF_CLIENTS, OF_FRAMES, OF_LOG_ON, OF_REQUESTS
from gateway.protocol.glossary import OF_SERVERS
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.table.dry_runs import CONSEQUENCES
from gateway.protocol.table.pushed import LOG_ON, PUSHED, REPORT
from gateway.protocol.table.reports import REPORTS
from gateway.protocol.table.rows import ROWS, SUBJECTS
from gateway.protocol.table.words import ROLES
from gateway.protocol.weights import ORDINARY

ROOM = Path(__file__).parents[1]
_OF_PARAMETER = (
    *("parameter", "what it is", "unit", "default", "least", "most"),
    "waits while there are",
)
_OF_WEIGHT = ("operation", "itself", "rows or events for one more", "a full page")
# What events have in place of fields of their records.
_WRITTEN = {"note_words": "note", "line_words": "text", "use": "use"}
_OF_LIMIT = ("limit", "what it is", "unit", "least", "most")
_OF_RULE = ("rule", "what it is", "unit", "default", "least", "most")
_RESTS = {
    Rests.ORDERS: "orders in the book or the opening call",
    Rests.CALL: "orders of the opening call",
    Rests.DESK: "intents, dialogues or deals at the block desk",
    Rests.SESSIONS: "a running session of an auction",
    Rests.AUCTIONS: "auctions that are not over",
    Rests.DAY: "a trading day of the instrument",
}


_CODES = {
    "Frames and fields": OF_FRAMES,
    "Connections and log-on": OF_LOG_ON,
    "Requests": OF_REQUESTS,
    "Found by a client": OF_CLIENTS,
}


def tables() -> dict[str, str]:
    """Every table of the pages by its name."""
    pushed = {name: each for name, each in PUSHED.items() if not name.startswith("report.")}
    subjects = {name: rows for name, rows in SUBJECTS.items() if name != "memory"}
    subjects["settlement"] += SUBJECTS["memory"]  # both are for the venue's own servers
    return (
        {name: pages.operations(rows, ROLES) for name, rows in subjects.items()}
        | {
            f"fields of {name}": field_tables.operations(rows, ROLES, OF_SERVERS)
            for name, rows in subjects.items()
        }
        | {
            "log-on": field_tables.operations([LOG_ON], (), OF_SERVERS),
            "reports": pages.messages(REPORTS),
            "fields of every report": field_tables.fields(REPORT, OF_SERVERS),
            "fields of reports": field_tables.messages(REPORTS, OF_SERVERS),
            "messages": pages.messages(pushed),
            "fields of messages": field_tables.messages(pushed, OF_SERVERS),
            "reasons": "\n".join(map(_reasons, BY_SUBJECT)),
            "codes": pages.by_subject(_CODES),
            "endings": pages.table(("reason", "when"), _endings()),
            "parameters": pages.table(_OF_PARAMETER, map(_parameter, Parameter)),
            "limits": pages.table(_OF_LIMIT, map(_limit, AccountLimit)),
            "venue rules": pages.table(_OF_RULE, map(_rule, VenueRule)),
            "consequences": field_tables.fields(CONSEQUENCES.fields, OF_SERVERS),
            "weights": pages.table(_OF_WEIGHT, _weights()),
            "events": pages.table(("kind", "what it says"), map(_kind, EventKind)),
            "fields of events": "\n".join(map(_event, EventKind)),
            "close codes": pages.closes(),
        }
    )


def _reasons(subject: str) -> str:
    """The reasons of the engine on a subject, under its heading."""
    head = ("reason", "about", "when it is given", "what to do", "passes by itself")
    return f"### {subject}\n{pages.table(head, map(_reason, BY_SUBJECT[subject]))}"


def _reason(reason: Reason) -> list[str]:
    name, field = reason.name.lower(), REFUSALS[reason].field
    code = OF_ENGINE[name]
    about = f"`{field}`" if field else ""
    return [f"`{name}`", about, code.when, code.remedy, code.passing or ""]


def _endings() -> Iterator[list[str]]:
    return ([f"`{reason.name.lower()}`", when] for reason, when in ENDINGS.items())


def _parameter(parameter: Parameter) -> list[str]:
    figures = [f"{each:,}" for each in (parameter.default, parameter.least, parameter.most)]
    waits = "; ".join(words for rests, words in _RESTS.items() if parameter.touches & rests)
    described = [f"`{parameter.name.lower()}`", parameter.sentence, parameter.unit]
    return [*described, *figures, waits or "at once"]


def _weights() -> Iterator[list[str]]:
    """Of the operations that weigh more than an ordinary order."""
    for row in ROWS:
        weight = row.weight
        if weight != ORDINARY:
            figures = (weight.each, weight.rows or "", weight.most if weight.page else "")
            yield [f"`{row.name}`", *map(str, figures)]


def _limit(limit: AccountLimit) -> list[str]:
    described = [f"`{limit.name.lower()}`", limit.sentence, limit.unit]
    return [*described, f"{limit.least:,}", f"{limit.most:,}"]


def _rule(rule: VenueRule) -> list[str]:
    figures = [f"{each:,}" for each in (rule.default, rule.least, rule.most)]
    return [f"`{rule.name.lower()}`", rule.sentence, rule.unit, *figures]


def _kind(kind: EventKind) -> list[str]:
    name = kind.name.lower()
    return [f"[`{name}`]({pages.FIELDS}#{name})", kind.sentence]


def _event(kind: EventKind) -> str:
    """The fields of an event under its heading: by their own names, and what each is here."""
    fields = pages.table(("field", "what it is"), map(_used, kind.uses, kind.uses.values()))
    return f"#### `{kind.name.lower()}`\n{kind.sentence}\n\n{fields}"


def _used(name: str, fields: tuple[str, ...]) -> list[str]:
    """A field of an event, or what is written in several."""
    if name in _WRITTEN:
        return [f"`{_WRITTEN[name]}`", OF_SERVERS[_WRITTEN[name]]]
    return [f"`{fields[0]}`", OF_SERVERS.get(name, name.replace("_", " "))]


if __name__ == "__main__":
    pages.write(ROOM, tables())
