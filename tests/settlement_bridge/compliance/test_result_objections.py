"""Objections to allocations and verification results: terms in working days, and who decides; on
both databases.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.units import day_of, format_date
from settlement_bridge.books import SignOff
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.compliance import notices, result_objections
from settlement_bridge.compliance.alerts import assess, standing
from settlement_bridge.compliance.result_objections import ObjectionStatus
from settlement_bridge.errors import Refusal
from settlement_bridge.law.in_force import PUBLISHED
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import LIN
from tests.settlement_bridge.compliance.test_applications import BEIJING, HUBEI, WUHAN

BUREAU = SignOff("hubei", "authority", "", "note")
ISSUED = 20_260_928  # a Monday; closed 2026-10-01 to 07, working on Saturday 2026-10-10


def ns(day: int, hour: int = 12) -> int:
    """A time on a day in Shanghai."""
    date = day_of(day)
    moment = dt.datetime(
        date.year, date.month, date.day, hour, tzinfo=dt.timezone(dt.timedelta(hours=8))
    )
    return int(moment.timestamp()) * 10**9


def file(registry: Registry, event: int, day: int, text: str = "counted twice") -> int | Refusal:
    given = (2, 2024, event, text, LIN, day, ns(day))
    return registry.write(result_objections.file, *given)


def decide(registry: Registry, number: int, by: Any = HUBEI, upheld: bool = True) -> int | Refusal:
    given = (number, upheld, by, "counted anew", BUREAU, ns(ISSUED))
    return registry.write(result_objections.decide, *given)


def code_of(result: int | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "ok"


@pytest.fixture
def issued(owing: Registry) -> int:
    """The event of an issue to account 2 on 2026-09-28."""
    (event,) = at_once.record(owing, [Instruction(Task.ALLOCATE, 2, "CEA25", 5, date=ISSUED)])
    assert isinstance(event, int)
    return event


@pytest.mark.parametrize(
    ("day", "code", "until"),
    [
        (20_260_928, "ok", "2026-10-16"),
        (20_260_930, "ok", "2026-10-20"),
        (20_261_013, "ok", "2026-10-27"),
        (20_261_014, "objection_out_of_term", ""),
    ],
)
def test_an_allocation_is_objected_to_within_seven_working_days_and_decided_within_ten(
    owing: Registry, issued: int, day: int, code: str, until: str
) -> None:
    result = file(owing, issued, day)
    assert code_of(result) == code
    if isinstance(result, Refusal):
        assert result.allowed == "2026-10-13"
        return
    found = owing.read(result_objections.one, result)
    assert found is not None
    assert format_date(found.until) == until


def test_a_verification_result_is_objected_to_from_the_day_it_was_entered(owing: Registry) -> None:
    first = 19_700_101  # the clock of this registry has just begun
    assert code_of(file(owing, 0, first)) == "ok"
    assert code_of(file(owing, 0, 19_700_301)) == "objection_out_of_term"


def test_the_province_alone_decides_and_once(owing: Registry, issued: int) -> None:
    assert code_of(file(owing, issued, ISSUED)) == "ok"
    assert code_of(file(owing, 10**9, ISSUED)) == "event_unknown"
    assert [code_of(decide(owing, 1, by)) for by in (BEIJING, WUHAN)] == ["objection_unknown"] * 2
    assert [code_of(decide(owing, 1)), code_of(decide(owing, 1))] == ["ok", "objection_answered"]
    found = owing.read(result_objections.one, 1)
    assert found is not None
    assert (found.status, found.reason) == (ObjectionStatus.UPHELD, "counted anew")
    assert owing.read(result_objections.some, BEIJING[1], None, False, 0, 9) == []
    assert len(owing.read(result_objections.some, HUBEI[1], 2, False, 0, 9)) == 1


def test_how_many_wait_is_bounded(
    owing: Registry, issued: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_objections, "WAITING_MAX", 1)
    assert code_of(file(owing, issued, ISSUED)) == "ok"
    assert code_of(file(owing, issued, ISSUED)) == "too_many_objections"
    decide(owing, 1, upheld=False)
    assert code_of(file(owing, issued, ISSUED)) == "ok"


def test_alerts_are_taken_note_of_and_written_for_each_province(
    owing: Registry, tmp_path: Any
) -> None:
    # emitter 2 sells what it needs: 400,000 t are due, 2,000,000 t are held
    offered = {2: {"CEA23": 1_000_000, "CEA24": 800_000}}
    today = 20_251_105
    assert owing.write(assess, offered, today, ns(today)) == 1
    (raised,) = owing.read(standing)
    assert [len(owing.read(standing, by[1])) for by in (HUBEI, BEIJING)] == [1, 0]
    for by, code in ((BEIJING, "alert_unknown"), (HUBEI, "ok")):
        given = (raised.number, by[1], BUREAU, ns(today))
        assert code_of(owing.write(notices.acknowledge, *given)) == code
    assert owing.read(notices.acknowledged, [raised.number])[raised.number].who == "hubei"
    found = owing.read(notices.by_province)
    assert notices.write_files(tmp_path, today, found, PUBLISHED) == 1
    assert notices.write_files(tmp_path, today, found, PUBLISHED) == 0  # once a day
    heads, row = (tmp_path / "2025-11-05" / "42.csv").read_text().splitlines()
    assert heads.startswith("number,date,entity,name,year,kind,missing_t")
    assert row.startswith(f"{raised.number},2025-11-05,2,Bob Steel,2024,over_selling,200000")


@pytest.mark.parametrize(
    ("day", "days_left", "due"),
    [
        (20_251_105, 90, True),
        (20_251_105, 91, False),  # a Wednesday
        (20_251_103, 91, True),  # a Monday
        (20_251_103, None, False),
    ],
)
def test_files_come_daily_from_ninety_days_on_and_weekly_before(
    owing: Registry, day: int, days_left: int | None, due: bool
) -> None:
    offered = {2: {"CEA23": 1_000_000, "CEA24": 800_000}}
    owing.write(assess, offered, day, ns(day))
    found = [
        row._replace(alert=row.alert._replace(days_left=days_left))
        for row in owing.read(standing)
        if days_left is not None
    ]
    assert notices.is_due(day, found, PUBLISHED) == due
