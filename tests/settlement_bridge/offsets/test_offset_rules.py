"""An offset from request to certificate, what is refused on either side, and what a certificate
names.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from gateway.protocol.replies import ConnectionLost
from settlement_bridge.books import entities, venue_rules
from settlement_bridge.books.offset_words import OffsetStatus
from settlement_bridge.books.parties import Status
from settlement_bridge.compliance import (
    allowances,
    certificate,
    certificate_page,
    completion,
    offset_statements,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.offsets import links, requested, rows
from tests.settlement_bridge.offsets.pair import (
    CODE,
    DATE,
    DUE,
    EMITTER,
    HELD,
    HOLDER,
    KEY,
    LIN,
    OTHER,
    YEAR,
    Pair,
    Sending,
    Wire,
    settle,
)

MOST = DUE // 20  # 5 % of what is due

# What the emitter asks for, one after the other, with what becomes of it and what counts then.
ASKED = [
    (CODE, 20_000, (), "covered", 20_000),
    (CODE, MOST - 20_000 + 1, (), "offset_over_share", 20_000),
    (CODE, 5, ("1-5",), "units_elsewhere", 20_000),  # cancelled before
    (CODE, 5, ("30001-30003", "30010-30011"), "covered", 20_005),
    (OTHER, 10, (), "credits_not_eligible", 20_005),
    ("A999999-22", 10, (), "credit_unknown", 20_005),
    ("CEA24", 10, (), "not_credits", 20_005),
    (CODE, MOST - 20_005, (), "covered", MOST),
    (CODE, 1, (), "offset_over_share", MOST),
]


def outcome(pair: Pair, asked: int | Refusal) -> str:
    """The code of a refusal, at once or later, or how the offset ended."""
    if isinstance(asked, Refusal):
        return asked.code
    settle(pair)
    found = pair.allowances.read(rows.one, asked)
    assert found is not None
    return found.code or found.status.name.lower()


def test_credits_offset_up_to_their_share_and_never_more(pair: Pair) -> None:
    for code, quantity, serials, ends, counted in ASKED:
        assert outcome(pair, pair.ask(quantity, code, serials)) == ends, (code, quantity)
        assert pair.position().offset == counted
        pair.check()
    assert pair.held() == {"registry_available": HELD - MOST, "cancelled": MOST}


def test_the_credits_are_named_with_their_project_and_codes(pair: Pair) -> None:
    number = pair.ask(3, CODE, ("11-12", "20"))
    settle(pair)
    found = pair.allowances.read(rows.one, number)
    assert found is not None and found.statement is not None
    said = found.statement
    assert (said.project, said.production_year, said.registered) == ("A210001", 2022, 20_250_306)
    assert said.units == (
        ("A210001-22-2022-01-000000000011", "A210001-22-2022-01-000000000012"),
        ("A210001-22-2022-01-000000000020", "A210001-22-2022-01-000000000020"),
    )
    assert (said.status, said.cancellation, said.registry) == ("cancelled", 1, "beijing")


def test_a_request_that_waits_takes_its_part_of_the_share_and_of_what_is_owed(pair: Pair) -> None:
    pair.ask(MOST)
    assert pair.position().offset_pending == MOST
    assert outcome(pair, pair.ask(1)) == "offset_over_share"
    given = (EMITTER, "CEA24", DUE - MOST + 1, YEAR, LIN, DATE, pair.now_ns())
    refused = pair.allowances.write(allowances.surrender, *given)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("more_than_outstanding", DUE - MOST)


def test_a_withdrawal_before_the_cancellation_releases(pair: Pair) -> None:
    pair.allowances.write(venue_rules.set_rule, "offset_approval", 0, 1, LIN, pair.now_ns())
    number = pair.ask(1_000)
    assert isinstance(number, int)
    settle(pair)
    assert (pair.state(number), pair.held()["offset_frozen"]) == (OffsetStatus.PENDING, 1_000)
    assert pair.withdraw(number) == number
    settle(pair)
    assert pair.state(number) is OffsetStatus.WITHDRAWN
    assert pair.held() == {"registry_available": HELD}
    again = pair.withdraw(number)
    assert isinstance(again, Refusal) and again.code == "offset_decided"
    pair.check()


def test_a_withdrawal_before_the_first_order_arrived_leaves_nothing_to_freeze(pair: Pair) -> None:
    wire = Wire(pair, fate=iter(["late", "there"]).__next__)
    number = pair.ask(1_000)
    assert isinstance(number, int)
    with pytest.raises(ConnectionLost):
        settle(pair, wire)
    pair.withdraw(number)
    settle(pair, wire)
    (late,) = wire.late
    pair.order(late)  # the order to freeze arrives after that to release
    assert pair.state(number) is OffsetStatus.WITHDRAWN
    assert pair.held() == {"registry_available": HELD}
    pair.check()


def test_an_offset_waits_for_approval_where_the_rule_asks_for_it(pair: Pair) -> None:
    pair.allowances.write(venue_rules.set_rule, "offset_approval", 0, 1, LIN, pair.now_ns())
    number = pair.ask(1_000)
    settle(pair)
    assert pair.state(number) is OffsetStatus.PENDING
    assert pair.position().offset == 0
    given = (number, LIN, DATE, pair.now_ns())
    assert pair.allowances.write(requested.approve, *given) == number
    too_late = pair.withdraw(number)
    assert isinstance(too_late, Refusal) and too_late.code == "offset_decided"
    settle(pair)
    assert pair.state(number) is OffsetStatus.COVERED
    pair.check()


def suspend(pair: Pair) -> None:
    given = ("account", HOLDER, Status.SUSPENDED, LIN, pair.now_ns())
    pair.credits.write(entities.set_status, *given)


def unbind(pair: Pair) -> None:
    pair.credits.write(links.unbind, KEY, EMITTER, LIN, pair.now_ns())


@pytest.mark.parametrize(
    ("first", "code"), [(suspend, "account_suspended"), (unbind, "account_not_bound")]
)
def test_the_credits_registry_refuses_whom_it_must(pair: Pair, first: Any, code: str) -> None:
    first(pair)
    assert outcome(pair, pair.ask(10)) == code
    assert pair.position().offset_pending == 0
    pair.check()


def test_without_a_link_nothing_is_asked_for(pair: Pair) -> None:
    pair.allowances.write(links.set_link, links.NO_LINK, LIN, pair.now_ns())
    assert outcome(pair, pair.ask(10)) == "no_credits_registry"


def test_what_another_key_has_signed_moves_nothing(pair: Pair) -> None:
    number = pair.ask(10)
    wire = Wire(pair)
    wire.challenge = {"server_key": "11" * 32}
    with pytest.raises(Exception, match="has not signed this"):
        settle(pair, wire)
    assert pair.state(number) is OffsetStatus.ASKED
    settle(pair)
    assert pair.state(number) is OffsetStatus.COVERED


def test_a_statement_is_verified_with_its_key_only(pair: Pair) -> None:
    fields = {"step": "freeze", "reference": "ab" * 16, "account": EMITTER, "year": YEAR}
    code = pair.order(fields | {"instrument": CODE, "quantity": 5})
    assert isinstance(offset_statements.verified(code, pair.server_key), tuple)
    for wrong, key in ((code, "22" * 32), (code[:-4] + "AAAA", pair.server_key)):
        refused = offset_statements.verified(wrong, key)
        assert isinstance(refused, Refusal) and refused.code == "signature_wrong"
    refused = offset_statements.verified("CEAXO1.x", pair.server_key)
    assert isinstance(refused, Refusal) and refused.code == "code_malformed"


def test_the_certificate_names_the_credits_and_an_older_one_still_reads(pair: Pair) -> None:
    pair.ask(MOST - 3)
    settle(pair)
    pair.ask(3, CODE, ("50001", "50005", "50009"))
    settle(pair)
    given = (EMITTER, "CEA24", DUE - MOST, YEAR, LIN, DATE, pair.now_ns())
    assert isinstance(pair.allowances.write(allowances.surrender, *given), int)
    what = (EMITTER, YEAR, "hubei", pair.secret.sign)
    issued = pair.allowances.write(completion.issue, *what, LIN, DATE, pair.now_ns())
    assert isinstance(issued, completion.Issued)
    first, *_, last = issued.statement.offsets
    assert first == ("A210001", f"A210001-22-2022-01-000000000001-{MOST - 3:012}")
    assert last == ("A210001", "A210001-22-2022-01-000000050009")
    assert certificate.verify(issued.code, pair.server_key) == issued.statement
    pdf = certificate_page.draw(issued.statement, issued.code)
    assert certificate_page.code_in_pdf(pdf) == issued.code
    plain = issued.statement._replace(offsets=(), offset_ranges=0)
    assert b"offset_ranges" not in certificate.signed_text(plain)


def test_the_sender_tells_who_waits_that_an_offset_has_moved(pair: Pair) -> None:
    async def waiting() -> None:
        sending = Sending(pair, Wire(pair))
        told = asyncio.create_task(sending.moved(30))
        await asyncio.sleep(0)
        pair.ask(10)
        await sending.ask_all()
        await asyncio.wait_for(told, 5)
        sending.worker.close()

    asyncio.run(waiting())


def test_more_blocks_than_a_statement_can_name_are_refused(pair: Pair) -> None:
    odd = tuple(str(number) for number in itertools.islice(range(1, 1_000, 2), 101))
    assert outcome(pair, pair.ask(101, CODE, odd)) == "too_many_blocks"
    pair.check()
