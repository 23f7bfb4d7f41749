"""Representatives through real sockets: keys of the gateway with rights, transfers and payments of
their own, four eyes.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from gateway.client import RequestRefused
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from settlement_bridge.bank import deposits
from settlement_bridge.client import RegistrySession, connect
from tests.settlement_bridge.bank.bank_lines import written

OWNER = 860


@pytest.fixture
async def operator(house: Any) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator."""
    async with connect(house.registry, house.key("bridge")) as session:
        yield session


async def refusal(session: RegistrySession, op: str, **fields: Any) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        await session.request(op, **fields)
    return caught.value


def new_key(house: Any, name: str, account: int, role: str = "member") -> None:
    public_key = generate(house.data / "keys" / f"{name}.pem").public_key
    PublicKeys(house.data / "keys.json").add(name, role, account, name, public_key)


async def furnished(house: Any, operator: RegistrySession, account: int, *names: str) -> None:
    """An account at exchange and registry with 1,000.00 CNY and 50 t in the registry, and keys for
    it.
    """
    for name in names:
        new_key(house, name, account)
    async with house.session("exchange") as exchange:
        await exchange.request("open_account", account=account, name="Huaneng")
    await operator.operations.open_account(account=account, name="Huaneng")
    await operator.operations.allocate(account=account, instrument="CEA25", quantity=50)
    terms = {
        "holder": "Huaneng",
        "bank": "ICBC",
        "bank_account": f"62-{account}",
        "document": "letter",
    }
    await operator.request("set_bank_account", account=account, **terms)
    row = [f"H{account}", "2026-01-05", str(account), "1000.00", "Huaneng", "62"]
    await operator.bank_file("bank_deposits", written(deposits.SHEET, [row]), f"h-{account}")


def rights(entity: int, key: str, *words: str) -> dict[str, Any]:
    return {
        "entity": entity,
        "key": key,
        "name": key.title(),
        "rights": list(words),
        "document": "power of attorney",
    }


async def test_representatives_move_cash_and_units_and_a_second_one_approves_what_is_large(
    house: Any, operator: RegistrySession
) -> None:
    await furnished(house, operator, OWNER, "lin", "wu", "guest")
    await operator.request("give_rights", **rights(OWNER, "lin", "read", "transfer"))
    await operator.request("give_rights", **rights(OWNER, "wu", "approve"))
    await operator.request(
        "set_rule", rule="second_above_fen", value=50_000, entity=OWNER, document="letter"
    )
    async with (
        connect(house.registry, house.key("lin")) as lin,
        connect(house.registry, house.key("wu")) as wu,
        connect(house.registry, house.key("guest")) as guest,
    ):
        await lin.request("cash_to_trading", account=OWNER, amount_fen=50_000)
        await lin.operations.transfer_in(account=OWNER, instrument="CEA25", quantity=20)
        await lin.operations.transfer_out(account=OWNER, instrument="CEA25", quantity=5)
        assert (await lin.operations.cash())["available_fen"] == 50_000
        assert (
            await refusal(lin, "cash_to_trading", account=OWNER, amount_fen=50_000 + 1)
        ).code == "approval_needed"
        too_much = await refusal(
            lin, "transfer_out", account=OWNER, instrument="CEA25", quantity=16
        )
        assert (
            too_much.code,
            (await refusal(lin, "transfer_in", account=1, instrument="CEA25", quantity=1)).code,
        ) == (
            "units_insufficient",
            "role_not_allowed",
        )
        await operator.request(
            "set_rule", rule="second_above_fen", value=10_000, entity=OWNER, document="letter"
        )
        waiting = await refusal(lin, "request_payment", account=OWNER, amount_fen=40_000)
        assert (waiting.code, waiting.field) == ("approval_needed", "proposal")
        assert (
            await refusal(lin, "approve_proposal", proposal=waiting.value)
        ).code == "same_representative"
        assert (
            await refusal(wu, "request_payment", account=OWNER, amount_fen=1)
        ).code == "right_missing"
        assert (await refusal(wu, "holdings")).code == "right_missing"
        (found,) = [
            row
            for row in (await wu.request("proposals", waiting=True))["proposals"]
            if row["number"] == waiting.value
        ]
        assert json.loads(found["fields"]) == {"account": OWNER, "amount_fen": 40_000}
        done = await wu.request("approve_proposal", proposal=waiting.value)
        assert (await lin.operations.cash())["payable_fen"] == 40_000
        for op, fields in {
            "holdings": {},
            "journal": {},
            "proposals": {},
            "request_payment": {"amount_fen": 1, "account": OWNER},
        }.items():
            assert (await refusal(guest, op, **fields)).code == "right_missing"
        await lin.request("withdraw_payment", payment=done["payment"])
        assert (await lin.operations.cash())["payable_fen"] == 0
    signed = (await operator.request("event", event=done["payment"]))["signed"]
    assert (signed["who"], signed["role"], "approved by wu" in signed["note"]) == (
        "lin",
        "member",
        True,
    )


async def test_an_approved_transfer_is_answered_when_the_exchange_has_applied_it(
    house: Any, operator: RegistrySession
) -> None:
    await furnished(house, operator, 861, "lin-861", "wu-861")
    for key in ("lin-861", "wu-861"):
        await operator.request("give_rights", **rights(861, key, "read", "transfer", "approve"))
    await operator.request(
        "set_rule", rule="second_above_units", value=0, entity=861, document="letter"
    )
    async with (
        connect(house.registry, house.key("lin-861")) as lin,
        connect(house.registry, house.key("wu-861")) as wu,
    ):
        waiting = await refusal(lin, "transfer_in", account=861, instrument="CEA25", quantity=30)
        reference = (await wu.request("approve_proposal", proposal=waiting.value))["reference"]
        assert reference > 0
        async with house.session("exchange") as exchange:
            shown = await exchange.request("balances", account=861)
        assert shown["holdings"][0]["available"] == 30
        refused = await refusal(lin, "transfer_in", account=861, instrument="CEA25", quantity=1)
        await lin.request("reject_proposal", proposal=refused.value, note="not now")
        states = [row["status"] for row in (await lin.request("proposals"))["proposals"]]
    assert states == ["approved", "rejected"]
    assert (await operator.operations.reconcile())["breaks"] == []


async def test_rights_are_for_keys_of_the_entitys_own_accounts(
    house: Any, operator: RegistrySession
) -> None:
    for key in ("nobody", "member1", "exchange"):
        assert (
            await refusal(operator, "give_rights", **rights(2, key, "read"))
        ).code == "key_not_of_entity"
    bad = await refusal(operator, "give_rights", **rights(2, "member2", "everything"))
    assert (bad.code, bad.field) == ("field_out_of_range", "rights.0")
    crossed = await refusal(
        operator,
        "give_rights",
        **rights(2, "member2", "read"),
        first="2026-02-01",
        last="2026-01-01",
    )
    assert crossed.field == "last"
    async with connect(house.registry, house.key("member2")) as member:
        assert (
            await refusal(member, "give_rights", **rights(2, "member2", "read"))
        ).code == "role_not_allowed"
        assert (
            await refusal(member, "transfer_in", account=2, instrument="CEA25", quantity=1)
        ).code == "no_representative"


async def test_changes_of_rights_and_decisions_are_in_the_audit(
    house: Any, operator: RegistrySession
) -> None:
    new_key(house, "mei", 862)
    await operator.operations.open_account(account=862, name="Huaneng")
    await operator.request("give_rights", **rights(862, "mei", "read"))
    await operator.request("give_rights", **rights(862, "mei"))
    changes = [
        row
        for row in (await operator.request("changes"))["changes"]
        if row["subject_number"] == 862
    ]
    assert [(row["field"], row["before"], row["after"], row["who"]) for row in changes] == [
        ("mandate of mei", "none", "Mei, representative: read", "bridge"),
        ("mandate of mei", "Mei, representative: read", "none", "bridge"),
    ]
    (listed,) = (await operator.request("rights", entity=862))["rights"]
    assert (listed["rights"], listed["first"], listed["last"]) == ([], None, None)


def test_rights_by_command(house: Any, ceax: Callable[..., tuple[int, str]]) -> None:
    new_key(house, "han", 863)
    new_key(house, "yu", 863)
    assert ceax("open-account", "863", "Han")[0] == 0
    assert ceax("allocate", "863", "CEA25", "9")[0] == 0
    terms = (
        "--document",
        "letter 3",
        "--title",
        "treasurer",
        "--from",
        "2026-01-05",
        "--to",
        "2027-01-05",
    )
    code, output = ceax(
        "rights", "set", "863", "han", "Han", "--right", "surrender", "--right", "read", *terms
    )
    assert (code, "han) may surrender, read" in output) == (0, True)
    assert ceax("rights", "set", "863", "yu", "Yu", "--right", "approve", *terms)[0] == 0
    assert "treasurer" in ceax("rights", "list", "--entity", "863")[1]
    rule = ("set-rule", "second_above_units", "0", "--entity", "863", "--document", "letter")
    assert ceax("bank", *rule)[0] == 0
    assert ceax("cancel", "863", "CEA25", "2", "--key", "han")[0] == 1  # kept as a proposal
    assert ceax("cancel", "863", "CEA25", "1", "--key", "han")[0] == 1
    first, second = (
        row["number"]
        for row in json.loads(ceax("rights", "proposals", "--waiting", "--key", "yu", "--json")[1])
    )
    assert "is done" in ceax("rights", "approve", str(first), "--key", "yu")[1]
    assert ceax("rights", "reject", str(second), "--key", "yu", "--note", "enough")[0] == 0
    assert ceax("rights", "set", "863", "han", "Han", "--document", "letter 5")[0] == 0
    assert "withdrawn" in ceax("rights", "list", "--entity", "863")[1]
