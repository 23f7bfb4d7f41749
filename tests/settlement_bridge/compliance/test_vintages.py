"""Which vintage pays for which year: the table of `tests/scenarios/eligible_vintages.txt`, and the
rows that it comes from.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.instrument_codes import code_of
from engine.units import parse_date
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.serials import YEARS
from settlement_bridge.compliance import alerts, allowances, completion, obligations, positions
from settlement_bridge.errors import Refusal
from settlement_bridge.law import VintageRule, kept
from settlement_bridge.law.in_force import PUBLISHED, Law, not_taken, takes
from settlement_bridge.law.kept import Signed
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN, UNITS

LINES = [
    line.split("->")
    for line in (Path(__file__).parents[2] / "scenarios" / "eligible_vintages.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if "->" in line
]


@pytest.mark.parametrize(("asked", "said"), LINES, ids=[line[0].strip() for line in LINES])
def test_a_line_of_the_table_holds(asked: str, said: str) -> None:
    year, day, code = asked.split()
    deadline = (int(year) + 1) * 10_000 + 1_231
    late = parse_date(day) > deadline
    rule = PUBLISHED.vintages(int(year), late, parse_date(day))
    refusal = not_taken(rule, code, int(year), late)
    words = re.sub("^units of vintage", "vintage", refusal.message) if refusal else "pays"
    assert (
        words.replace(" do not pay", " does not pay" if "vintage" in words[:7] else " do not pay")
        == said.strip()
    )


@given(st.sampled_from(YEARS), st.booleans(), st.integers(20_190_101, 20_991_231))
def test_no_unit_up_to_2024_ever_pays_for_2025_or_later(year: int, late: bool, day: int) -> None:
    rule = PUBLISHED.vintages(year, late, day)
    old = [code for code in ("CEA", "CEA21", "CEA22", "CEA23", "CEA24") if takes(rule, code)]
    assert not old if year >= 2025 else rule is None or old


def plain(year: int, vintage: int, late: bool, day: int) -> bool:
    """Whether a vintage pays, as a lawyer reads the plans; 2020 is CEA (19-20)."""
    if year <= 2024 and late and day >= 20_260_901:
        return 2020 <= vintage <= 2026
    if year >= 2025:
        return vintage in (2025, 2026)
    newest = {2019: 2020, 2020: 2020, 2021: 2022, 2022: 2022}.get(year, year)
    return 2020 <= vintage <= newest


@given(
    st.integers(2019, 2040),
    st.integers(2018, 2040),
    st.booleans(),
    st.dates(date(2020, 1, 1), date(2041, 1, 1)),
)
def test_a_vintage_pays_as_a_lawyer_reads_the_plans(
    year: int, vintage: int, late: bool, at: date
) -> None:
    day = 10_000 * at.year + 100 * at.month + at.day
    assert takes(PUBLISHED.vintages(year, late, day), code_of(vintage)) == plain(
        year, vintage, late, day
    )


rows = st.builds(
    VintageRule,
    st.integers(2019, 2027),
    st.integers(2019, 2027),
    st.booleans(),
    st.sampled_from([0, 20_250_101, 20_260_101]),
    st.just(2020),
    st.integers(2020, 2030),
    st.just("x"),
)


@given(
    st.lists(rows, max_size=8),
    st.integers(2019, 2027),
    st.booleans(),
    st.integers(20_241_201, 20_270_101),
)
def test_the_row_that_began_last_counts_and_of_one_day_the_one_set_last(
    found: list[VintageRule], year: int, late: bool, day: int
) -> None:
    fits = [
        rule for rule in found if rule.first_year <= year <= rule.last_year and rule.arrears == late
    ]
    begun = [(rule.from_day, place) for place, rule in enumerate(fits) if rule.from_day <= day]
    law = Law({"vintages": found}.__getitem__)
    assert law.vintages(year, late, day) is (fits[max(begun)[1]] if begun else None)


# In the registry.


def set_rows(registry: Registry, *rows: VintageRule) -> int | Refusal:
    signed = Signed(LIN.who, LIN.role, "notice", registry.now_ns())
    return registry.write(kept.keep, [("vintages", row) for row in rows], signed)


def give_up(registry: Registry, code: str, quantity: int, day: int = DATE) -> int | Refusal:
    now = registry.now_ns()
    return registry.write(allowances.surrender, 1, code, quantity, 2024, LIN, day, now)


def test_a_vintage_that_does_not_pay_is_refused_by_name_and_nothing_is_given_up(
    owing: Registry,
) -> None:
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 10, date=DATE)])
    refused = give_up(owing, "CEA25", 10)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field, refused.value) == (
        "vintage_not_eligible",
        "instrument",
        "CEA25",
    )
    assert refused.allowed == "CEA to CEA24"
    assert (
        refused.message
        == "units of vintage 2025 do not pay for 2024 on time; allowed: CEA to CEA24"
    )
    assert isinstance(give_up(owing, "CEA24", 400), int)
    assert isinstance(give_up(owing, "CEA25", 10, 20_260_105), Refusal)
    assert isinstance(give_up(owing, "CEA25", 10, 20_260_901), int)


def test_cover_counts_only_what_pays(owing: Registry) -> None:
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 700, date=DATE)])
    on_time = owing.read(positions.position, 1, 2024, DATE)
    late = owing.read(positions.position, 1, 2024, 20_260_901)
    assert on_time is not None
    assert late is not None
    assert (on_time.available, on_time.ineligible, on_time.vintages) == (
        2 * UNITS,
        700,
        "CEA to CEA24",
    )
    assert (late.available, late.ineligible, late.vintages) == (2 * UNITS + 700, 0, "CEA to CEA26")


def test_a_row_that_is_set_counts_from_its_day_on(owing: Registry) -> None:
    rule = VintageRule(2024, 2024, False, 20_251_101, 2024, 2025, "notice 5")
    assert set_rows(owing, rule) == 1
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 10, date=DATE)])
    assert isinstance(give_up(owing, "CEA23", 1, 20_251_101), Refusal)
    assert isinstance(give_up(owing, "CEA25", 1, 20_251_101), int)
    assert isinstance(give_up(owing, "CEA23", 1, 20_251_031), int)
    assert owing.read(completion.completion, 2024)[-1].surrendered == 2


def test_what_an_older_version_took_of_other_vintages_stands_and_is_shown(
    owing: Registry,
) -> None:
    early = VintageRule(2024, 2024, False, 0, 2020, 2025, "as before there was a rule")
    late = VintageRule(2024, 2024, False, 0, 2020, 2024, "the plan")
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 1_000, date=DATE)])
    set_rows(owing, early)
    assert isinstance(give_up(owing, "CEA25", 1_000), int)
    set_rows(owing, late)
    position = owing.read(positions.position, 1, 2024)
    assert position is not None
    assert (position.surrendered, position.surrendered_ineligible, position.outstanding) == (
        1_000,
        1_000,
        0,
    )
    assert owing.read(completion.completion, 2024)[-1].surrendered_ineligible == 1_000


def owe_2025(registry: Registry, due: int) -> None:
    text = f"entity,year,emissions,due\n1,2025,{due},{due}\ntotal,1,{due},{due}\n"
    registry.write(obligations.take_in, text, "2025", False, LIN, registry.now_ns())


def alerts_of(
    registry: Registry, offered: dict[str, int], today: int
) -> list[tuple[int, str, int, int]]:
    registry.write(alerts.assess, {1: offered}, today, registry.now_ns())
    found = [row.alert for row in registry.read(alerts.standing) if row.alert.entity == 1]
    return [(alert.year, alert.kind.value, alert.shortfall, alert.available) for alert in found]


def test_units_of_another_vintage_hide_no_shortfall(owing: Registry) -> None:
    owe_2025(owing, 500)
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 300, date=DATE)])
    assert isinstance(give_up(owing, "CEA24", 1_000), int)
    assert alerts_of(owing, {}, 20_261_201) == [(2025, "shortfall", 200, 300)]


def test_an_earlier_year_takes_what_the_later_one_cannot_use(owing: Registry) -> None:
    owe_2025(owing, 500)
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 500, date=DATE)])
    assert alerts_of(owing, {}, 20_261_201) == [(2024, "overdue", 1_000, 2 * UNITS + 500)]


def test_old_units_for_sale_are_no_over_selling_of_a_later_year(owing: Registry) -> None:
    owe_2025(owing, 500)
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, "CEA25", 500, date=DATE)])
    give_up(owing, "CEA24", 1_000)
    assert alerts_of(owing, {"CEA24": 900_000}, 20_260_201) == []
    assert alerts_of(owing, {"CEA25": 1}, 20_260_201) == [(2025, "over_selling", 1, 500)]


def test_new_units_do_not_hide_what_is_missing_of_2024(owing: Registry) -> None:
    text = "entity,year,emissions,due\n1,2024,50000,50000\ntotal,1,50000,50000\n"
    owing.write(obligations.take_in, text, "2024-2", True, LIN, owing.now_ns())
    for code in ("CEA23", "CEA24"):
        at_once.record(owing, [Instruction(Task.FREEZE, 1, code, UNITS, date=DATE)])
    got = (("CEA24", 100), ("CEA25", 60_000))
    at_once.record(owing, [Instruction(Task.ALLOCATE, 1, *each, date=DATE) for each in got])
    assert alerts_of(owing, {}, 20_251_105) == [(2024, "shortfall", 49_900, 100)]
