"""What staff did with cases, from the events of the venue: acts on a case, and acts on accounts
that name one as their reason, which restrict them or free them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.commands import LIMIT_BY_DEFAULT, MORE, AccountLimit, CaseAct
from engine.commands import Measure as Taken
from engine.units import parse_date
from gateway.supervision.surveillance.case_records import BY_STAFF, Act

_NAMED = re.compile(r"case ([1-9][0-9]{0,17})\b", re.ASCII)
SET_LIMIT = "set_account_limit"  # the operation and the kind of its command
_CARRY_TEXT = ("case_act", "suspend_account", "restore_account", SET_LIMIT)
_NOTE, _REASON = "case_note", "reason"
SUSPENDED = "suspended"
Event = Mapping[str, Any]


class CaseEvent(NamedTuple):
    """Something done about a case, known by the event that accepted it. `case` 0: an act on an
    account that ends what earlier ones hold, in whichever cases.
    """

    event: int
    time_ns: int
    case: int
    act: Act
    words: str
    operator: int = 0
    measure: str = ""
    day: int = 0
    hold: str = ""


def reason_of(case: int, words: str) -> str:
    """How an act on an account names a case as its reason."""
    return f"case {case}: {words}"


class CaseEvents:
    """Reads the maps of the event stream, batch after batch: an act and the text that goes with it
    may come in two of them.
    """

    def __init__(self) -> None:
        self._accepted: Event | None = None
        self._text = ""

    def take(self, maps: Sequence[Event]) -> list[CaseEvent]:
        """What these events say about cases."""
        found: list[CaseEvent] = []
        for each in maps:
            kind = each["kind"]
            if kind == "text" and self._accepted is not None:
                self._text += each["text"] if each["use"] in (_NOTE, _REASON) else ""
                if not each.get("flags", 0) & MORE:
                    found += self._done()
            elif kind in ("accepted", "refused"):
                self._accepted, self._text = None, ""
                if kind == "accepted" and each.get("command_kind") in _CARRY_TEXT:
                    found += _freed(each)
                    self._accepted = each
            elif kind == "suspension_ended":
                hold = f"{SUSPENDED} {each['account']}"
                words = f"the suspension of account {each['account']} ended with its date"
                day = parse_date(each["date"])
                found.append(_event(each, 0, Act.FREED, words, hold=hold, day=day))
        return found

    def _done(self) -> Iterable[CaseEvent]:
        """The act whose text is whole."""
        accepted, text = self._accepted, self._text
        self._accepted, self._text = None, ""
        if accepted is None:
            return
        if accepted["command_kind"] == "case_act":
            yield _on_case(accepted, text)
        elif named := _NAMED.match(text):
            yield from _restricted(accepted, int(named[1]))


def _event(each: Event, case: int, act: Act, words: str, **more: Any) -> CaseEvent:
    return CaseEvent(each["sequence"], each["time_ns"], case, act, words, **more)


def _on_case(each: Event, text: str) -> CaseEvent:
    measure = each.get("value", 0)
    return _event(
        each,
        each["number"],
        BY_STAFF[CaseAct(each["parameter"])],
        text,
        operator=each.get("maker_order_id", 0),
        measure=Taken(measure).name.lower() if measure else "",
        day=parse_date(each["date"]) if "date" in each else 0,
    )


def _restricted(each: Event, case: int) -> Iterator[CaseEvent]:
    """What an act on an account holds for the case that it names."""
    kind, account = each["command_kind"], each["account"]
    if kind == "suspend_account":
        day = parse_date(each["date"]) if "date" in each else 0
        until = f" until {each['date']}" if day else ""
        words, hold = f"account {account} is suspended{until}", f"{SUSPENDED} {account}"
        yield _event(each, case, Act.RESTRICTED, words, hold=hold, day=day)
    elif kind == SET_LIMIT and each.get("value", 0) != LIMIT_BY_DEFAULT:
        limit, hold = _limit(each)
        words = f"{limit} of account {account} is {each.get('value', 0)}"
        yield _event(each, case, Act.RESTRICTED, words, hold=hold)


def _freed(each: Event) -> Iterator[CaseEvent]:
    """What an act on an account ends, whatever its reason says."""
    kind, account = each["command_kind"], each.get("account", 0)
    if kind == "restore_account":
        hold = f"{SUSPENDED} {account}"
        yield _event(each, 0, Act.FREED, f"account {account} is restored", hold=hold)
    elif kind == SET_LIMIT and each.get("value", 0) == LIMIT_BY_DEFAULT:
        limit, hold = _limit(each)
        words = f"{limit} of account {account} is the default again"
        yield _event(each, 0, Act.FREED, words, hold=hold)


def _limit(each: Event) -> tuple[str, str]:
    limit = AccountLimit(each["parameter"]).name.lower()
    of = f" {each['code']}" if "code" in each else ""
    return limit, f"{limit} {each['account']}{of}"
