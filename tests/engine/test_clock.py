import pytest

from engine.clock import ManualClock, SystemClock
from engine.errors import ClockTurnedBack


def test_the_system_clock_tells_the_wall_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 5_000)
    assert SystemClock().now_ns() == 5_000


def test_the_system_clock_stands_still_when_the_wall_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    seen = []
    for wall in (100, 90, 95, 101):
        monkeypatch.setattr("time.time_ns", lambda wall=wall: wall)
        seen.append(clock.now_ns())
    assert seen == [100, 100, 100, 101]


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(7)
    assert (clock.now_ns(), clock.now_ns()) == (7, 7)
    clock.advance(3)
    assert clock.now_ns() == 10
    clock.set(20)
    assert clock.now_ns() == 20


@pytest.mark.parametrize("turn", [lambda clock: clock.set(6), lambda clock: clock.advance(-1)])
def test_the_manual_clock_refuses_to_go_back_and_says_what_is_allowed(turn) -> None:
    clock = ManualClock(7)
    with pytest.raises(ClockTurnedBack, match="now_ns is 6, allowed is 7 or later"):
        turn(clock)
    assert clock.now_ns() == 7
