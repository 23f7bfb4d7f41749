"""Who is in the demonstration of the credits market, with which projects, and on which days."""

from __future__ import annotations

from gateway.rehearsal.credits_market.projects import Bodies, Project

SUBMITTED, REGISTERED, ISSUED, TRADED, OFFSET = (
    20_260_105,
    20_260_209,
    20_260_318,
    20_260_319,
    20_260_320,
)
BODIES = Bodies(validates=101, verifies=102)
WIND, FOREST = 1, 2  # accounts and entities of the owners
EMITTER = 3
TRADERS = range(4, 10)
NAMES = {
    WIND: "Haifeng Offshore Wind",
    FOREST: "Senlin Forestry",
    EMITTER: "Hanjiang Power",
    **{number: f"Trader {number}" for number in TRADERS},
}
PROJECTS = (
    Project(
        WIND,
        "海风一号海上风电",
        "Haifeng No. 1 offshore wind",
        "Yangjiang",
        "CCER-01-002-V01",
        "2021-03-01",
        ("2022-04-01", "2032-03-31"),
        ("2022-04-01", "2024-12-31"),
        {2022: 8_000, 2023: 12_000, 2024: 12_000},
    ),
    Project(
        FOREST,
        "北山造林碳汇",
        "Beishan afforestation",
        "Harbin",
        "CCER-14-001-V01",
        "2015-03-01",
        ("2021-01-01", "2040-12-31"),
        ("2021-05-01", "2022-12-31"),
        {2021: 9_000, 2022: 9_000},
    ),
)
TOTAL = sum(each.total for each in PROJECTS)
SELLER = 4  # in the allowance venue
IN_ALLOWANCES = {EMITTER: NAMES[EMITTER], SELLER: NAMES[SELLER]}
CASH_FEN = 1_000_000_000  # that each brings into the credits market
