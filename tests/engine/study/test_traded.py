"""What accounts traded is read back from a log: both sides of each trade of allowances."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.commands import Method
from engine.errors import LogUnreadable
from engine.study.traded import sides_traded
from tests.engine.study.trading_log import CREDITS, MONDAY, day, opened, trade, write_log

LISTED = int(Method.LISTED)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two trades of allowances and one of credits."""
    trades = day(MONDAY, trade(1, 2, 100), trade(1, 3, 50), trade(2, 3, 9, CREDITS))
    return write_log(tmp_path_factory.mktemp("traded") / "log", *opened(), *trades)


def test_each_trade_of_allowances_has_two_sides(log: Path):
    assert (
        sides_traded(log.parent).tolist()
        == sides_traded(log).tolist()
        == [
            (MONDAY, 1, LISTED, 2, 150),
            (MONDAY, 2, LISTED, 1, 100),
            (MONDAY, 3, LISTED, 1, 50),
        ]
    )


def test_a_folder_without_a_log_is_refused(tmp_path: Path):
    with pytest.raises(LogUnreadable, match="neither it nor"):
        sides_traded(tmp_path)


def test_a_log_without_a_trade_has_none(tmp_path: Path):
    assert len(sides_traded(write_log(tmp_path, *opened()[:1]))) == 0
