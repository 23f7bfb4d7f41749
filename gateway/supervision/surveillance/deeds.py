"""What staff do with a case: through the gateway, with a key, and written down by surveillance."""

from __future__ import annotations

import enum
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from engine.commands import LIMIT_BY_DEFAULT
from engine.units import REASON_MAX
from gateway.supervision.surveillance.case_errors import CaseRefused
from gateway.supervision.surveillance.case_events import SET_LIMIT, SUSPENDED, reason_of
from gateway.supervision.surveillance.case_records import (
    MEASURE_WORDS,
    Act,
    Case,
    Measure,
    not_admitted,
)
from gateway.terminal.preview import once_ready
from gateway.terminal.reach import at_venue

if TYPE_CHECKING:
    from gateway.client import Session
    from gateway.supervision.surveillance.cases import Cases

OF_ALL = ("type", "id", "ok")  # fields that every reply has
NAMED = ("account", "limit")  # fields of an act that its dry run is shown with
WRITTEN_WITHIN_S, LOOK_S = 5.0, 0.05  # until surveillance has written an act down
Venue = tuple[Path, str | None, str | None]  # data folder, address, key


class Deed(enum.StrEnum):
    """What the command does with a case."""

    SHOW = "show"
    ASSIGN = "assign"
    NOTE = "note"
    REMINDER = "reminder"
    INQUIRY = "inquiry"
    PLEDGE = "pledge"
    RESTRICTION = "restriction"
    ANSWER = "answer"
    LIFT = "lift"
    CLOSE = "close"


MEASURES = (Deed.REMINDER, Deed.INQUIRY, Deed.PLEDGE, Deed.RESTRICTION)
ACTS = {
    Deed.ASSIGN: Act.ASSIGNED,
    Deed.NOTE: Act.NOTED,
    Deed.ANSWER: Act.ANSWERED,
    Deed.LIFT: Act.LIFTED,
    Deed.CLOSE: Act.CLOSED,
} | dict.fromkeys(MEASURES, Act.MEASURED)


class Wish(NamedTuple):
    """What is to be done, as it was typed."""

    deed: Deed
    text: str
    until: str | None
    accounts: tuple[int, ...]
    limit: str | None
    measure: Measure | None


def do(cases: Cases, case: Case, wish: Wish, venue: Venue) -> tuple[Case, str]:
    """Do it: the case afterwards, and what else there is to say.

    Raises CaseRefused, typer.BadParameter, and as `at_venue`.
    """
    data, url, key = venue
    event = at_venue(data, url, key, _asking(requests_of(case, wish)))
    changed, later = _written(cases, case.number, event)
    return changed, _taken(wish) + later


def foresee(case: Case, wish: Wish, venue: Venue) -> list[dict[str, Any]]:
    """What each of its acts would be answered and cause now, with its operation `op` and the
    account that it is about; nothing is done.

    Raises as `do`.
    """
    return [_foreseen(*each, venue) for each in requests_of(case, wish)]


def _foreseen(operation: str, fields: dict[str, Any], venue: Venue) -> dict[str, Any]:
    async def ask(session: Session) -> dict[str, Any]:
        return dict(await session.request(operation, **fields, dry_run=True))

    reply = once_ready(lambda: at_venue(*venue, ask))
    asked = {"op": operation} | {name: fields[name] for name in NAMED if name in fields}
    return asked | {name: each for name, each in reply.items() if name not in OF_ALL}


def requests_of(case: Case, wish: Wish) -> list[tuple[str, dict[str, Any]]]:
    """What is asked of the venue for it, in order. Raises CaseRefused, typer.BadParameter."""
    _check(case, wish)
    return [*_on_accounts(case, wish), ("case_act", _fields(case, wish))]


def _check(case: Case, wish: Wish) -> None:
    """Raise where the case does not admit it, or an option has no meaning for it."""
    if why := not_admitted(case, ACTS[wish.deed]):
        raise CaseRefused(why, field="number", value=case.number)
    if not wish.text:
        raise CaseRefused("text is empty: say why", field="text")
    allowed = {
        "until": MEASURES,
        "account": (Deed.RESTRICTION, Deed.LIFT),
        "limit": (Deed.RESTRICTION,),
        "measure": (Deed.CLOSE,),
    }
    given = {"until": wish.until, "account": wish.accounts, "limit": wish.limit}
    for name, value in {**given, "measure": wish.measure}.items():
        if value and wish.deed not in allowed[name]:
            deeds = ", ".join(allowed[name])
            raise typer.BadParameter(f"only for {deeds}", param_hint=f"--{name}")
    if wish.deed is Deed.INQUIRY and not wish.until:
        raise typer.BadParameter("name the day until which it is answered", param_hint="--until")
    if wish.limit and wish.until:
        rule = "only a suspension ends by itself: lift the limit by hand"
        raise typer.BadParameter(rule, param_hint="--until")
    strangers = [each for each in wish.accounts if each not in case.accounts]
    if strangers:
        allowed_ones = ", ".join(map(str, case.accounts))
        rule = f"account {strangers[0]} is not in the case, which is about {allowed_ones}"
        raise typer.BadParameter(rule, param_hint="--account")


def _taken(wish: Wish) -> str:
    """The measure that was taken, in words; empty where it was none."""
    if wish.deed not in MEASURES:
        return ""
    until = f" until {wish.until}" if wish.until else ""
    return f", {wish.deed} {MEASURE_WORDS[Measure(wish.deed)]}{until}"


def _fields(case: Case, wish: Wish) -> dict[str, Any]:
    """The fields of the act on the case."""
    fields: dict[str, Any] = {"case_number": case.number, "case_note": wish.text}
    if wish.deed in MEASURES:
        until = {"day": wish.until} if wish.until else {}
        return fields | {"act": "measure", "measure": str(wish.deed)} | until
    if wish.deed is Deed.CLOSE:
        measure = wish.measure or case.measure or Measure.NONE
        return fields | {"act": "close", "measure": str(measure)}
    return fields | {"act": str(wish.deed)}


def _on_accounts(case: Case, wish: Wish) -> Iterator[tuple[str, dict[str, Any]]]:
    """The acts on accounts that a restriction is, or that lift one."""
    reason = _bounded(reason_of(case.number, wish.text))
    if wish.deed is Deed.RESTRICTION:
        name, _, value = (wish.limit or "").partition("=")
        if wish.limit and not value.isdecimal():
            raise typer.BadParameter("say it as order_rate=10", param_hint="--limit")
        for account in wish.accounts or case.accounts:
            if wish.limit:
                setting = {"account": account, "limit": name, "value": int(value)}
                yield SET_LIMIT, setting | {"reason": reason}
            else:
                until = {"until": wish.until} if wish.until else {}
                yield "suspend", {"account": account, "reason": reason} | until
    elif wish.deed is Deed.LIFT:
        for hold in case.holds:
            name, number, *code = hold.split()
            if wish.accounts and int(number) not in wish.accounts:
                continue
            if name == SUSPENDED:
                yield "restore", {"account": int(number), "reason": reason}
            else:
                of = {"instrument": code[0]} if code else {}
                setting = {"account": int(number), "limit": name, "value": LIMIT_BY_DEFAULT}
                yield SET_LIMIT, setting | of | {"reason": reason}


def _bounded(reason: str) -> str:
    """As much of it as a reason may have."""
    return reason.encode()[:REASON_MAX].decode("utf-8", "ignore")


def _asking(
    requests: list[tuple[str, dict[str, Any]]],
) -> Callable[[Session], Awaitable[int]]:
    async def ask(session: Session) -> int:
        """Ask them in order; the event that accepted the last one. Raises RequestRefused."""
        reply: dict[str, Any] = {}
        for operation, fields in requests:
            reply = dict(await session.request(operation, **fields))
        return int(reply["event"])

    return ask


def _written(cases: Cases, number: int, event: int) -> tuple[Case, str]:
    """The case once surveillance has written the act down, which the venue's log has already."""
    until = time.monotonic() + WRITTEN_WITHIN_S
    while True:
        case = cases.case(number)
        if any(each.event == event for each in case.history):
            return case, ""
        if time.monotonic() > until:
            words = "surveillance does not run, and writes it down when it does"
            return case, f"; the act is journalled as event {event}: {words}"
        time.sleep(LOOK_S)
