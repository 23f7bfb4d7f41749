"""Orders, fines and cuts: the table of `tests/scenarios/sanctions.txt`, how a cut is worked off by
allocations, and how a fine is computed again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.units import format_hundredths, parse_date, parse_hundredths
from settlement_bridge.books import State, events, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances, decisions, obligations, sanctions
from settlement_bridge.compliance.decisions import CUT, FINE, MULTIPLE, ORDER, Decided
from settlement_bridge.compliance.positions import short_at_deadline
from settlement_bridge.compliance.sanctions import Charge
from settlement_bridge.documents.papers import draw_sanction
from settlement_bridge.errors import Refusal
from settlement_bridge.law import Hour, kept
from settlement_bridge.law.kept import Signed
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN
from tests.settlement_bridge.compliance.test_statistics import give_up, trade

TABLE = (Path(__file__).parents[2] / "scenarios" / "sanctions.txt").read_text(encoding="utf-8")
LINES = [line.split("->") for line in TABLE.splitlines() if "->" in line]
DECEMBER = [
    trade(1, 20_251_128, "listed", 9_999, 500),
    trade(2, 20_251_201, "listed", 6_473, 100),
    trade(3, 20_251_231, "block", 6_613, 100),
    trade(4, 20_251_231, "listed", 1, 500)._replace(instrument="CCER24"),
]


@pytest.fixture
def late(owing: Registry) -> Registry:
    """Entity 1 owes 1,000 t of 2024, and December 2025 has its trades."""
    owing.write(trading_days.collect, "epoch", DECEMBER, [])
    return owing


def decide(registry: Registry, charge: Charge, day: int) -> int | Refusal:
    return registry.write(sanctions.decide, charge, LIN, day, registry.now_ns())


def charge_of(words: list[str]) -> Charge:
    """What a line of the table decides on."""
    measure, *more = words
    if measure == "order":
        return Charge(1, 2024, ORDER, until=parse_date(more[0]))
    if measure == "fine" and len(more) == 2:
        return Charge(1, 2024, FINE, amount_fen=parse_hundredths(more[0]))
    if measure == "fine":
        return Charge(1, 2024, MULTIPLE, factor=parse_hundredths(more[0]))
    return Charge(1, 2024, measure)


def said(registry: Registry, result: int | Refusal) -> str:
    if isinstance(result, Refusal):
        return f"refused {result.code}"
    row = one(registry, result).row
    if row.measure == MULTIPLE:
        return f"{row.amount_fen / 100:,.2f} CNY"
    return f"{row.quantity:,} t" if row.measure == CUT else "done"


def one(registry: Registry, number: int) -> Decided:
    found = registry.read(decisions.one, number)
    assert isinstance(found, Decided)
    return found


def test_every_line_of_the_table_holds(late: Registry) -> None:
    for asked, wanted in LINES:
        day, *words = asked.split()
        result = decide(late, charge_of(words), parse_date(day))
        assert said(late, result) == wanted.strip(), asked
    assert late.snapshot(disagreements) == []


def test_a_fine_is_computed_again_day_by_day_and_an_undone_trade_shows(late: Registry) -> None:
    number = decide(late, Charge(1, 2024, MULTIPLE, factor=750), 20_260_105)
    assert isinstance(number, int)
    found = late.read(decisions.computed, one(late, number))
    days = [(day.date, day.quantity, day.amount_fen) for day in found.days]
    assert days == [(20_251_201, 100, 647_300), (20_251_231, 100, 661_300)]
    assert [format_hundredths(fen) for fen in (found.average or 0, *found[4:7])] == [
        "65.43",
        "327150.00",
        "654300.00",
        "490725.00",
    ]
    assert (found.agrees, found.words) == (True, "1,000 t x 65.43 CNY x 7.5")
    undone = trade(5, 20_251_231, "listed", 7_000, 1)
    late.write(trading_days.collect, "epoch", [undone], [])
    assert not late.read(decisions.computed, one(late, number)).agrees


def test_what_was_surrendered_late_is_fined_and_not_cut(late: Registry) -> None:
    give_up(late, 1, "CEA24", 400)
    given = (1, "CEA24", 500, 2024, LIN, 20_260_110, late.now_ns())
    assert isinstance(late.write(allowances.surrender, *given), int)
    fined = decide(late, Charge(1, 2024, MULTIPLE, factor=500), 20_260_115)
    assert isinstance(fined, int)
    assert one(late, fined).row.quantity == 600
    decide(late, Charge(1, 2024, ORDER, until=20_260_131), 20_260_115)
    cut = decide(late, Charge(1, 2024, CUT), 20_260_201)
    assert isinstance(cut, int)
    assert one(late, cut).row.quantity == 100
    refused = decide(late, Charge(1, 2024, CUT, quantity=99), 20_260_201)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("field_out_of_range", [100, 100])


def test_what_is_surrendered_after_the_hour_of_the_last_day_is_late(owing: Registry) -> None:
    hour = Hour(2024, 2024, 480, "notice")  # the test's clock is at 08:00 in Shanghai
    for row, short in ((hour._replace(minute=481), 700), (hour, 1_000)):
        signed = Signed(LIN.who, LIN.role, "notice", owing.now_ns())
        owing.write(kept.keep, [("deadline_hours", row)], signed)
        given = (1, "CEA24", 300, 2024, LIN, 20_251_231, owing.now_ns())
        assert isinstance(owing.write(allowances.surrender, *given), int)
        law = owing.read(kept.law_of)
        assert owing.read(short_at_deadline, law, 1, 2024) == short


def test_an_offence_after_2026_08_15_is_fined_first_and_a_multiple_follows(
    owing: Registry,
) -> None:
    text = "entity,year,emissions,due\n1,2025,10,10\ntotal,1,10,10\n"
    owing.write(obligations.take_in, text, "2025", False, LIN, owing.now_ns())
    owing.write(trading_days.collect, "epoch", [trade(1, 20_261_202, "listed", 7_000, 5)], [])
    day = 20_270_104
    for amount, done in ((99_999_999, False), (100_000_000, True), (500_000_000, True)):
        result = decide(owing, Charge(1, 2025, FINE, amount_fen=amount), day)
        assert isinstance(result, int) is done
    for charge, code in (
        (Charge(1, 2025, MULTIPLE, factor=500), "order_missing"),
        (Charge(1, 2025, CUT), "sanction_unknown"),
    ):
        refused = decide(owing, charge, day)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    decide(owing, Charge(1, 2025, ORDER, until=20_270_131), day)
    fined = decide(owing, Charge(1, 2025, MULTIPLE, factor=500), 20_270_201)
    assert isinstance(fined, int)
    assert one(owing, fined).row.amount_fen == 10 * 7_000 * 5


def test_fraud_is_a_multiple_of_gains_and_its_cut_stays(owing: Registry) -> None:
    fraud = Charge(1, 2024, MULTIPLE, offence="emission_fraud", offence_day=20_260_901)
    gained = fraud._replace(factor=600, gains_fen=70_000_000)
    number = decide(owing, gained, 20_261_001)
    assert isinstance(number, int)
    assert one(owing, number).row.amount_fen == 420_000_000
    order = fraud._replace(measure=ORDER, until=20_261_010)
    assert isinstance(decide(owing, order, 20_261_001), int)
    cut = fraud._replace(measure=CUT, quantity=300)
    assert isinstance(decide(owing, cut, 20_261_011), int)
    nameless = decide(owing, fraud._replace(offence_day=0), 20_261_001)
    assert isinstance(nameless, Refusal)
    assert nameless.field == "offence_date"


# A cut is worked off.


def cut_of_1000(registry: Registry) -> int:
    decide(registry, Charge(1, 2024, ORDER, until=20_260_131), 20_260_105)
    number = decide(registry, Charge(1, 2024, CUT), 20_260_201)
    assert isinstance(number, int)
    return number


def allocate(registry: Registry, quantity: int) -> int:
    (event,) = at_once.record(
        registry, [Instruction(Task.ALLOCATE, 1, "CEA25", quantity, date=DATE)]
    )
    assert isinstance(event, int)
    return event


def held(registry: Registry, account: int = 1) -> int:
    rows = registry.read(ledger_rows.nonzero_holdings, account)
    free = State.REGISTRY_AVAILABLE
    return sum(row.quantity for row in rows if (row.instrument, row.state) == ("CEA25", free))


def test_the_next_allocations_work_a_cut_off_and_taking_one_back_opens_it_again(
    late: Registry,
) -> None:
    number = cut_of_1000(late)
    first = allocate(late, 400)
    assert (held(late), one(late, number).worked_off) == (0, 400)
    allocate(late, 900)
    assert (held(late), one(late, number).status) == (300, "worked_off")
    allocate(late, 50)
    assert held(late) == 350
    late.write(events.reverse, first, LIN, DATE, late.now_ns())
    assert (one(late, number).worked_off, one(late, number).status) == (600, "open")
    allocate(late, 500)
    assert held(late) == 450
    assert late.snapshot(disagreements) == []


def test_a_file_of_allocations_works_cuts_off_too(late: Registry) -> None:
    number = cut_of_1000(late)
    text = (
        "account,instrument,year,province,quantity\n1,CEA25,2025,42,700\n1,CEA25,2025,11,600\n"
        "2,CEA25,2025,42,5\ntotal,3,,,1305\n"
    )
    event = late.write(allowances.take_in, text, "MEE-1", LIN, DATE, late.now_ns())
    assert isinstance(event, int)
    assert (held(late), held(late, 2), one(late, number).status) == (300, 5, "worked_off")
    assert late.snapshot(disagreements) == []


def test_a_cut_that_is_revoked_is_worked_off_no_further(late: Registry) -> None:
    number = cut_of_1000(late)
    allocate(late, 100)
    assert isinstance(late.write(decisions.end, number, "revoked", LIN, DATE, 1), int)
    allocate(late, 500)
    assert (held(late), one(late, number).status) == (500, "revoked")
    for how, code in (("revoked", "sanction_closed"), ("paid", "sanction_closed")):
        refused = late.write(decisions.end, number, how, LIN, DATE, 1)
        assert isinstance(refused, Refusal)
        assert refused.code == code


def test_a_sanction_ends_as_its_measure_does(late: Registry) -> None:
    order = decide(late, Charge(1, 2024, ORDER, until=20_260_131), 20_260_105)
    assert isinstance(order, int)
    refused = late.write(decisions.end, order, "paid", LIN, DATE, 1)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.allowed) == ("field_out_of_range", ["corrected", "revoked"])
    assert isinstance(late.write(decisions.end, order, "corrected", LIN, DATE, 1), int)
    assert one(late, order).status == "corrected"
    missing = late.read(decisions.one, 99)
    assert isinstance(missing, Refusal)
    assert missing.code == "sanction_not_found"


def test_the_paper_of_a_sanction_is_a_pdf() -> None:
    row = {"sanction": 1, "date": "2026-01-05", "entity": 1, "year": 2024, "measure": MULTIPLE}
    row |= {"offence": "late_surrender", "offence_day": "2026-01-01", "until": None}
    row |= {"quantity": 1_000, "amount_fen": 32_715_000, "source": "State Council 775 art 24"}
    row |= {"mark": "text", "document": "Hubei 4/2026", "status": "open"}
    found = {"days": [{"date": "2025-12-01", "quantity": 100, "amount_fen": 647_300}]}
    found |= {"average": 6_543, "amount_fen": 1_308_600, "quantity": 200, "words": "1,000 t"}
    found |= {"low_fen": 32_715_000, "high_fen": 65_430_000, "decided_fen": 32_715_000}
    assert draw_sanction({"sanction": row, "computation": found}).startswith(b"%PDF-")
