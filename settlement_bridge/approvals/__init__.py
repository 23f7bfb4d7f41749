"""Second approval for the registry's staff: which acts await another key, and how they are done.

Which operations are guarded is a column of the table of operations (`approval`). An approved act is
done in the transaction that ends its waiting, so it is done once or, where the process is killed,
awaits approval still. What cannot be done now goes on waiting until it lapses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from gateway.protocol.errors import RequestError
from gateway.protocol.key_table import KeyEntry
from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.books import SignOff, State, events, held_acts, settings, venue_rules
from settlement_bridge.books.held_acts import HeldAct, HeldStatus
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Repeated, outbox
from settlement_bridge.compliance import allowances, distribution, successions
from settlement_bridge.errors import Refusal
from settlement_bridge.operations import GUARDED
from settlement_bridge.operations.fields import OPERATOR, ranges

Fields = Mapping[str, Any]
Now = tuple[int, int]  # trading day and time, ns
Work = Callable[[Connection, HeldAct, Fields, SignOff, Now, str], int | Refusal]

KEYS_LEAST = 2  # one asks, another one approves
OF_APPROVAL = (settings.SECOND_APPROVAL, settings.APPROVAL_MINUTES)
# In which case a guarded operation awaits approval, by the word in its row.
CASES: dict[str, Callable[[Fields], bool]] = {
    "always": lambda _fields: True,
    "of_approval": lambda fields: fields["rule"] in OF_APPROVAL,
}


def is_guarded(operation: str, fields: Fields) -> bool:
    """Whether a request is of those that another key approves while the rule is on."""
    case = GUARDED.get(operation, "")
    return bool(case) and CASES[case](fields)


def require_keys(entries: Iterable[KeyEntry], fields: Fields) -> None:
    """Raise RequestError where the rule is to be switched on and only one key could act by it."""
    if fields.get("rule") != settings.SECOND_APPROVAL or fields.get("value") != 1:
        return
    keys = [each.key for each in entries if each.role in OPERATOR and not each.revoked]
    if len(keys) < KEYS_LEAST:
        message = f"one key asks, another one approves: the registry has {', '.join(keys) or 'no'}"
        allowed = {"keys": KEYS_LEAST, "role": OPERATOR[0]}
        raise RequestError("second_key_missing", message, field="value", value=1, allowed=allowed)


def approve(
    connection: Connection, number: int, sign_off: SignOff, date: int, time_ns: int, text: str
) -> int | Refusal:
    """Do an act that another key has asked: the number that it led to. `text`: of its file."""
    found = held_acts.awaiting(connection, number, time_ns)
    if isinstance(found, Refusal):
        return found
    if found.maker == sign_off.who:
        message = "who asked an act cannot approve it; another key does"
        return Refusal("act_own", "act", number, None, message)
    fields, now = json.loads(found.request), (date, time_ns)
    approved = f"act {number} approved by {sign_off.who}"
    note = "; ".join(part for part in (approved, sign_off.note, fields.get("note", "")) if part)
    document = fields.get("document", "")
    signed = SignOff(found.maker, OPERATOR[0], document, note[:NOTE_SIZE])
    led_to = WORKS[found.operation](connection, found, fields, signed, now, text)
    if isinstance(led_to, Refusal):
        return led_to
    held_acts.end(connection, found, HeldStatus.APPROVED, sign_off, time_ns, led_to)
    return led_to


def refuse(connection: Connection, number: int, sign_off: SignOff, time_ns: int) -> int | Refusal:
    """End an act that another key has asked: its number."""
    return _drop(connection, number, HeldStatus.REFUSED, sign_off, time_ns)


def withdraw(connection: Connection, number: int, sign_off: SignOff, time_ns: int) -> int | Refusal:
    """End an act that this key has asked: its number."""
    return _drop(connection, number, HeldStatus.WITHDRAWN, sign_off, time_ns)


def _drop(
    connection: Connection, number: int, how: HeldStatus, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    found = held_acts.awaiting(connection, number, time_ns)
    if isinstance(found, Refusal):
        return found
    own = found.maker == sign_off.who
    if own != (how == HeldStatus.WITHDRAWN):
        code = "act_own" if own else "act_not_yours"
        message = "who asked an act withdraws it; another key refuses it"
        return Refusal(code, "act", number, None, message)
    held_acts.end(connection, found, how, sign_off, time_ns)
    return number


def _instructed(
    connection: Connection, found: HeldAct, fields: Fields, signed: SignOff, now: Now, _text: str
) -> int | Refusal:
    item = Instruction(
        Task[found.operation.upper()],
        fields.get("account", 0),
        fields["instrument"],
        fields["quantity"],
        state=State[fields.get("state", State.REGISTRY_AVAILABLE.name).upper()],
        who=signed.who,
        role=signed.role,
        document=signed.document,
        note=signed.note,
        date=now[0],
        to_account=fields.get("to_account", 0),
        year=fields.get("year"),
        province=fields.get("province"),
        serials=ranges(fields),
    )
    (outcome,) = outbox.record(connection, [item], now[1])
    assert not isinstance(outcome, Repeated), "it has no client reference"
    return outcome


def _reverse(
    connection: Connection, _found: HeldAct, fields: Fields, signed: SignOff, now: Now, _text: str
) -> int | Refusal:
    return events.reverse(connection, fields["event"], signed, *now)


def _allocate_file(
    connection: Connection, _found: HeldAct, fields: Fields, signed: SignOff, now: Now, text: str
) -> int | Refusal:
    again = fields.get("again", "")
    return allowances.take_in(connection, text, fields["reference"], signed, *now, again)


def _set_rule(
    connection: Connection, _found: HeldAct, fields: Fields, signed: SignOff, now: Now, _text: str
) -> int | Refusal:
    what = (fields["rule"], fields.get("entity", settings.VENUE), fields.get("value"))
    return venue_rules.set_rule(connection, *what, signed, now[1])


def _issue_entrusted(
    connection: Connection, _found: HeldAct, fields: Fields, signed: SignOff, now: Now, _text: str
) -> int | Refusal:
    what = (fields["entity"], fields["year"], fields["account"])
    units = (fields["instrument"], fields["quantity"])
    return distribution.issue(connection, *what, *units, signed, *now)


def _succeed(
    connection: Connection, found: HeldAct, fields: Fields, signed: SignOff, now: Now, _text: str
) -> int | Refusal:
    change = successions.change_of(found.operation, fields)
    return successions.succeed(connection, change, signed, *now)


WORKS: dict[str, Work] = {
    "allocate": _instructed,
    "court_transfer": _instructed,
    "cancel": _instructed,
    "reverse": _reverse,
    "allocate_file": _allocate_file,
    "set_rule": _set_rule,
    "issue_entrusted": _issue_entrusted,
    "merge_entity": _succeed,
    "split_entity": _succeed,
    "close_entity": _succeed,
}
