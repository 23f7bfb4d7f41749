"""Answers to the operations on acts that await a second key, and the holding of acts that are no
instructions (`bridge.outbox` holds those).
"""

from __future__ import annotations

import json
from typing import Any

from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge import approvals
from settlement_bridge.books import held_acts
from settlement_bridge.books.held_acts import HeldAct
from settlement_bridge.compliance import allowances
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, page, signed
from settlement_bridge.operations.fields import OPERATOR, PAGE_MAX

FILE = "allocate_file"


async def hold(office: Office, operation: str, fields: Fields, grant: Grant) -> None:
    """Hold a guarded act of the registry's staff while the rule is on; else nothing.

    Raises RequestError: `awaits_approval`, or why it cannot be held, or why the rule cannot be
    switched on.
    """
    if grant.role not in OPERATOR:
        return
    if operation == "set_rule":
        approvals.require_keys(office.keys.entries(), fields)
    if not approvals.is_guarded(operation, fields) or not await office.read(held_acts.is_on):
        return
    plain = {name: _plain(value) for name, value in fields.items()}
    request = plain | _measured(office, operation, fields)
    given = (operation, request, signed(fields, grant), office.now_ns())
    await office.do(held_acts.hold, *given)


def _plain(value: Any) -> Any:
    """A field as JSON has it: codes are texts."""
    return value.decode() if isinstance(value, bytes) else value


def _measured(office: Office, operation: str, fields: Fields) -> Fields:
    """What an approver has to know of a file beside its digest. Raises RequestError."""
    if operation != FILE:
        return {}
    rows = allowances.read(office.uploaded(fields))
    if isinstance(rows, Refusal):
        raise as_error(rows)
    return {"rows": len(rows), "quantity": sum(row.quantity for row in rows)}


async def answer_approvals(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Acts, a page at a time."""
    limit, after, now_ns = fields.get("limit", PAGE_MAX), fields.get("after", 0), office.now_ns()
    wanted = (fields.get("waiting", False), after, limit + 1, now_ns)
    found = await office.read(held_acts.some, *wanted)
    return page("approvals", found, limit, "number", lambda row: _row(row, now_ns, grant))


async def answer_approve_act(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The act, and what it led to."""
    number = fields["act"]
    held = await office.read(held_acts.one, number)
    _check_asker(office, held, grant)
    text = await _file_of(office, held)
    given = (number, signed(fields, grant), office.today(), office.now_ns(), text)
    led_to = await office.do(approvals.approve, *given)
    found = await office.read(held_acts.one, number)
    assert found is not None, "it was approved"
    return {"act": number, "operation": found.operation, "led_to": led_to}


def _check_asker(office: Office, held: HeldAct | None, grant: Grant) -> None:
    """Raise RequestError where the key that asked an act may not ask it any more, or is this one
    under another id.
    """
    asker = office.keys.entry(held.maker) if held else None
    if held is None:
        return
    if asker is None or asker.revoked or asker.role not in OPERATOR:
        rule = f"the key {held.maker}, which asked the act, may not ask it any more"
        raise RequestError("asker_gone", rule, field="act", value=held.number)
    approver = office.keys.entry(grant.key)
    if approver is not None and approver.public_key == asker.public_key:
        rule = "who asked an act cannot approve it; another key does"
        raise RequestError("act_own", rule, field="act", value=held.number)


async def _file_of(office: Office, found: HeldAct | None) -> str:
    """The file that an act names, which its approver has sent up too; empty where it names none.

    Raises RequestError.
    """
    request: dict[str, Any] = json.loads(found.request) if found else {}
    if "instrument" in request:
        await office.transfers.learn({request["instrument"]})
    if found is None or found.operation != FILE:
        return ""
    text = office.uploaded(request)
    rows = allowances.read(text)
    if not isinstance(rows, Refusal):
        await office.transfers.learn({row.instrument for row in rows})
    return text


async def answer_refuse_act(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The act."""
    sign_off = signed(fields, grant)._replace(note=fields["reason"])
    given = (fields["act"], sign_off, office.now_ns())
    return {"act": await office.do(approvals.refuse, *given)}


async def answer_withdraw_act(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The act."""
    given = (fields["act"], signed(fields, grant), office.now_ns())
    return {"act": await office.do(approvals.withdraw, *given)}


def _row(row: HeldAct, now_ns: int, grant: Grant) -> Fields:
    status = row.at(now_ns)
    mine = grant.role in OPERATOR and grant.key != row.maker
    return row._asdict() | {
        "request": json.loads(row.request),
        "status": status.name.lower(),
        "decided_by": row.decided_by or None,
        "led_to": row.led_to or None,
        "yours": mine and status == held_acts.HeldStatus.AWAITS,
    }
