"""The bank's side through real sockets: files in, payments out, the balance in the reconciliation;
who may not.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.client import RequestRefused
from settlement_bridge.bank import answers, balances, deposits
from settlement_bridge.client import RegistrySession, connect
from tests.settlement_bridge.bank.bank_lines import written

DAY = "2026-01-05"


@pytest.fixture
async def registry(house: Any) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator."""
    async with connect(house.registry, house.key("bridge")) as session:
        yield session


async def refusal(registry: RegistrySession, op: str, **fields: Any) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        await registry.request(op, **fields)
    return caught.value


def statement(*rows: tuple[str, str, str]) -> str:
    return written(
        deposits.SHEET,
        [[reference, DAY, account, amount, "Payer", "6222"] for reference, account, amount in rows],
    )


async def opened(registry: RegistrySession, account: int) -> None:
    await registry.operations.open_account(account=account, name=f"member {account}")
    terms = {
        "holder": f"member {account}",
        "bank": "ICBC",
        "bank_account": f"62-{account}",
        "document": "letter",
    }
    await registry.request("set_bank_account", account=account, **terms)


async def test_money_comes_in_goes_out_and_the_bank_answers(registry: RegistrySession) -> None:
    await opened(registry, 800)
    taken = await registry.bank_file(
        "bank_deposits",
        statement(("S1", "800", "500.00"), ("S2", "", "9.00")),
        "s-1",
        suspense=True,
    )
    assert (taken["lines"], taken["amount_fen"], taken["suspense_fen"]) == (2, 50_900, 900)
    asked = await registry.operations.request_payment(account=800, amount_fen=20_000)
    held = await registry.operations.cash(account=800)
    assert (held["registry_fen"], held["payable_fen"], held["available_fen"]) == (30_000, 20_000, 0)
    made = await registry.request("cut_payments")
    text = await registry.payment_file(made["file"])
    assert hashlib.sha256(text.encode()).hexdigest() == made["digest"]
    assert f"{asked['payment']},{made['file']},800,200.00,member 800,ICBC,62-800\n" in text
    row = [
        str(asked["payment"]),
        str(made["file"]),
        DAY,
        "200.00",
        "returned",
        "S3",
        "account closed",
    ]
    answered = await registry.bank_file("bank_answer", written(answers.SHEET, [row]), "a-1")
    assert (answered["confirmed"], answered["returned"]) == (0, 1)
    (payment,) = (await registry.request("payments", account=800))["payments"]
    assert (payment["status"], payment["reason"]) == ("returned", "account closed")
    assert (await registry.operations.cash(account=800))["registry_fen"] == 50_000
    (line,) = [
        row
        for row in (await registry.request("suspense"))["lines"]
        if row["bank_reference"] == "S2"
    ]
    event = (
        await registry.request("assign_suspense", line=line["line"], account=800, document="letter")
    )["event"]
    assert (await registry.request("event", event=event))["signed"]["document"] == "letter"
    files = (await registry.request("payment_files"))["files"]
    assert files[-1] == {
        "file": made["file"],
        "digest": made["digest"],
        "rows": 1,
        "amount_fen": 20_000,
    }


async def test_the_same_file_a_known_reference_and_a_changed_total_are_refused(
    registry: RegistrySession,
) -> None:
    await opened(registry, 805)
    text = statement(("R1", "805", "1.00"))
    await registry.bank_file("bank_deposits", text, "r-1")
    assert (
        await refusal(
            registry, "bank_deposits", digest=await registry.upload(text), reference="r-2"
        )
    ).code == "file_taken_before"
    other = statement(("R2", "805", "1.00"))
    assert (
        await refusal(
            registry, "bank_deposits", digest=await registry.upload(other), reference="r-1"
        )
    ).code == "reference_taken_before"
    wrong = other.replace("total,1,,1.00", "total,1,,2.00")
    found = await refusal(
        registry, "bank_deposits", digest=await registry.upload(wrong), reference="r-3"
    )
    assert (found.code, found.field, "line 3: " in str(found)) == ("file_malformed", "line 3", True)
    partial = other[: other.index("total")]
    assert (
        await refusal(
            registry, "bank_deposits", digest=await registry.upload(partial), reference="r-3"
        )
    ).code == "file_malformed"
    assert (await registry.operations.cash(account=805))["registry_fen"] == 100


async def test_cash_goes_to_the_exchange_and_back_and_the_bank_agrees_all_the_while(
    house: Any, registry: RegistrySession
) -> None:
    await registry.bank_file("bank_deposits", statement(("T1", "3", "700.00")), "t-1")
    before = await registry.operations.cash(account=3)
    await registry.request("cash_to_trading", account=3, amount_fen=60_000)
    await registry.request("cash_to_registry", account=3, amount_fen=10_000)
    after = await registry.operations.cash(account=3)
    assert after["available_fen"] - before["available_fen"] == 50_000
    assert before["registry_fen"] - after["registry_fen"] == 50_000
    async with house.session("exchange") as exchange:
        shown = await exchange.request("balances", account=3)
    assert shown["cash_available_fen"] + shown["cash_locked_fen"] == after["available_fen"]
    refused = await refusal(registry, "cash_to_registry", account=3, amount_fen=10**15)
    assert refused.code == "cash_insufficient"


async def test_a_wrong_balance_is_a_break_of_the_reconciliation_and_a_right_one_is_not(
    registry: RegistrySession,
) -> None:
    held = (await registry.request("reconcile"))["bank"]
    expected = 10**7 if held is None else held["expected_fen"]
    day = "2031-01-05"
    wrong = written(balances.SHEET, [[day, "1001", f"{expected // 100 + 1_000_000}.00"]])
    await registry.bank_file("bank_balance", wrong, "b-1")
    found = await registry.operations.reconcile()
    assert [row["what"] for row in found["breaks"]] == ["bank_balance_differs"]
    assert found["breaks"][0]["bank"] == found["bank"]["balance_fen"]
    position = (await registry.request("bank_position", date=day))["position"]
    right = position["expected_fen"]
    await registry.bank_file(
        "bank_balance",
        written(balances.SHEET, [[day, "1001", f"{right // 100}.{right % 100:02}"]]),
        "b-2",
    )
    assert (await registry.operations.reconcile())["breaks"] == []
    assert sum(position["sub_ledgers"].values()) == position["held_fen"]
    assert (await refusal(registry, "bank_position", date="2030-01-01")).code == "date_unknown"


async def test_deposits_without_a_file_can_be_switched_off(registry: RegistrySession) -> None:
    await registry.request("set_rule", rule="direct_cash", value=0, document="notice")
    try:
        assert (
            await refusal(registry, "deposit", account=1, amount_fen=1)
        ).code == "bank_file_only"
        assert (
            await refusal(registry, "withdraw", account=1, amount_fen=1)
        ).code == "bank_file_only"
        rules = {
            row["rule"]: row["value"]
            for row in (await registry.request("rules"))["rules"]
            if row["entity"] is None
        }
        assert (rules["direct_cash"], rules["sale_money_days"], rules["second_above_fen"]) == (
            0,
            1,
            None,
        )
    finally:
        await registry.request("set_rule", rule="direct_cash", document="notice")
    assert (
        await refusal(registry, "set_rule", rule="direct_cash", value=2, document="d")
    ).code == "field_out_of_range"
    assert (
        await refusal(registry, "set_rule", rule="direct_cash", value=1, entity=7, document="d")
    ).code == "rule_of_the_venue"


async def test_a_member_sees_its_own_payments_and_none_of_the_venues_files(house: Any) -> None:
    async with connect(house.registry, house.key("member2")) as member:
        assert (await member.request("payments"))["payments"] == []
        assert (await member.request("bank_account"))["account"] == 2
        for op, fields in {
            "suspense": {},
            "payment_files": {},
            "bank_position": {},
            "cut_payments": {},
        }.items():
            assert (await refusal(member, op, **fields)).code == "role_not_allowed"


async def test_sale_money_stays_that_day_and_in_the_registry_as_long_as_the_rule_says(
    house: Any, registry: RegistrySession
) -> None:
    await registry.request(
        "set_bank_account",
        account=2,
        holder="two",
        bank="ICBC",
        bank_account="62-2",
        document="letter",
    )
    async with house.session("exchange") as exchange:
        date = await house.start_day(exchange)
        await house.trade(1, quantity=20)
        await house.end_day(exchange)
        assert (await registry.operations.settled(date=date, wait_ms=20_000))["last"] == date
        everything = (await registry.operations.cash(account=2))["available_fen"]
        kept = await refusal(registry, "cash_to_registry", account=2, amount_fen=everything)
        assert (kept.code, kept.allowed) == (
            "cash_of_sales_not_yet_withdrawable",
            everything - 20 * 7_850,
        )
        await house.start_day(exchange)
        await registry.request("cash_to_registry", account=2, amount_fen=everything)
        await registry.request("set_rule", rule="sale_money_days", value=2, document="notice")
        lying = (await registry.operations.cash(account=2))["registry_fen"]
        waits = await refusal(registry, "request_payment", account=2, amount_fen=lying)
        assert (waits.code, waits.allowed) == (
            "cash_of_sales_not_yet_withdrawable",
            lying - 20 * 7_850,
        )
        await registry.request("set_rule", rule="sale_money_days", document="notice")
        payment = (await registry.operations.request_payment(account=2, amount_fen=lying))[
            "payment"
        ]
        await registry.request("withdraw_payment", payment=payment)
        await registry.request("cash_to_trading", account=2, amount_fen=everything)
        await house.end_day(exchange)
