"""Options of the benchmarks: ``pytest benchmarks --commands 5000000`` for the sizes of record,
small ones by default.
"""

from __future__ import annotations

import pytest

from benchmarks.flows import BOOKS, Flow, make_flow


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much to measure."""
    group = parser.getgroup("ceax benchmarks")
    group.addoption(
        "--commands",
        type=int,
        default=200_000,
        help="commands of a matching flow (default 200,000)",
    )
    group.addoption(
        "--oracle-commands",
        type=int,
        default=5_000,
        help="how many of them the oracle gets (default 5,000)",
    )
    group.addoption(
        "--orders",
        type=int,
        default=300,
        help="orders sent through the gateway one after the other (default 300)",
    )
    group.addoption(
        "--bids",
        type=int,
        default=50_000,
        help="bids of the auction that is closed (default 50,000)",
    )
    group.addoption(
        "--blocks",
        type=int,
        default=100_000,
        help="serial blocks of the registry (default 100,000)",
    )
    group.addoption(
        "--trades", type=int, default=10_000, help="trades delivered in it (default 10,000)"
    )
    group.addoption(
        "--listeners", type=int, default=200, help="listeners of the feed (default 200)"
    )
    group.addoption(
        "--bar-trades",
        type=int,
        default=500_000,
        help="trades that bars are made of (default 500,000)",
    )
    group.addoption(
        "--day-trades",
        type=int,
        default=10_000,
        help="trades of the day that the archive writes (default 10,000)",
    )
    group.addoption(
        "--with-day",
        action="store_true",
        help="also measure a whole day through the house (ceax demo)",
    )


@pytest.fixture(scope="session")
def flows(request: pytest.FixtureRequest) -> dict[str, Flow]:
    """The seeded deep and thin flows by name."""
    return {shape.name: make_flow(shape, request.config.getoption("--commands")) for shape in BOOKS}


@pytest.fixture(scope="session")
def figures() -> dict[tuple[str, str], float]:
    """Nanoseconds per command by (who, flow), as they are measured, for the ratios."""
    return {}
