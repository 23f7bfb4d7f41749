"""Questions about the register: acts of staff and of the schedule, changes of keys."""

from __future__ import annotations

from functools import partial
from itertools import takewhile

from engine.rules import views
from engine.units import format_date
from gateway.floor.act_register import Dated, page_of
from gateway.floor.asked import Fields, Floor
from gateway.protocol.errors import KeyFileError, RequestError
from gateway.protocol.key_journal import CHANGES
from gateway.protocol.session import Session
from gateway.protocol.table.register import ACTS_PAGE
from gateway.protocol.table.rows import STAFF_ROWS
from gateway.reports.act_words import OF_KEYS, Names, Wanted, act_row, change_row, doer_of

SEARCHED_MAX = 4_000  # acts looked at for one answer: about 3 ms
_ACTS = [row.name for row in STAFF_ROWS]
_CHANGES = [f"{OF_KEYS}{each}" for each in CHANGES]


def acts(floor: Floor, fields: Fields, session: Session) -> Fields:
    """Acts that are wanted, newest first, those before number `after`. Raises RequestError."""
    register, names, wanted = floor.acts, _names(floor), _wanted(fields, _ACTS)
    before = fields.get("after", floor.sequencer.next_command)
    recent = takewhile(lambda each: each.act.time_ns >= wanted.from_ns, register.newest(before))
    found, following = page_of(recent, ACTS_PAGE, SEARCHED_MAX, partial(_takes, wanted, names))
    reached = register.reaches(wanted) or register.is_full
    if following is None and not reached:
        if not found:
            register.read_back()
            return acts(floor, fields, session)
        following = found[-1].act.command
    return {
        "acts": [act_row(each.act, each.date, names) for each in found],
        "next": following,
        "older": following is None and not register.reaches(wanted),
    }


def key_changes(floor: Floor, fields: Fields, _session: Session) -> Fields:
    """Changes of keys that are wanted, newest first. Raises RequestError."""
    wanted, date_at = _wanted(fields, _CHANGES), floor.acts.date_at
    try:
        changes = floor.key_journal.changes()
    except KeyFileError as error:
        raise RequestError(error.code, "the venue cannot read its journal of keys") from error
    begin = min(len(changes), fields.get("after", len(changes) + 1) - 1)
    found: list[Fields] = []
    place = begin
    while place and begin - place < SEARCHED_MAX and len(found) < ACTS_PAGE:
        place -= 1
        each = changes[place]
        date = date_at(each.time_ns)
        if wanted.takes(each.time_ns, date, each.user, OF_KEYS + each.change):
            found.append(change_row(each, date))
    return {"changes": found, "next": place + 1 if place else None}


def _takes(wanted: Wanted, names: Names, each: Dated) -> bool:
    return wanted.takes(each.act.time_ns, each.date, doer_of(each.act, names), each.act.act)


def _names(floor: Floor) -> Names:
    state, codes = floor.sequencer.state, floor.directory.codes
    return Names(
        floor.operators.name_of,
        lambda number: codes[number] or str(number),
        partial(views.account_name, state),
    )


def _wanted(fields: Fields, kinds: list[str]) -> Wanted:
    """Which acts a request wants. Raises RequestError for a kind that there is not."""
    if (act := fields.get("act", "")) and act not in kinds:
        rule = f"there is no act {act!r}"
        raise RequestError("field_out_of_range", rule, field="act", value=act, allowed=kinds)
    date = format_date(fields["date"]) if "date" in fields else ""
    times = fields.get("from_ns", 0), fields.get("to_ns", 0)
    return Wanted(fields.get("who", ""), act, date, *times)
