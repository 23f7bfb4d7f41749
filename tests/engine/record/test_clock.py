import pytest

from engine.errors import ClockTurnedBack
from engine.record.clock import ManualClock
from gateway.protocol.server_clock import SystemClock


def test_the_system_clock_tells_the_wall_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 5_000)
    assert SystemClock().now_ns() == 5_000


def test_the_system_clock_stands_still_when_the_wall_clock_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 100)
    clock = SystemClock()
    seen = []
    for wall in (100, 90, 95, 101):
        monkeypatch.setattr("time.time_ns", lambda wall=wall: wall)
        seen.append(clock.now_ns())
    assert seen == [100, 100, 100, 101]


@pytest.mark.parametrize("leap_s", [3 * 366 * 86_400, 61, -61, -86_400])
def test_a_leap_of_the_wall_clock_is_not_followed_and_is_said(leap_s: int) -> None:
    start, second = 1_767_576_600 * 10**9, 10**9
    boot = [7 * second]
    wall = [start]
    clock = SystemClock(lambda: wall[0], lambda: boot[0])
    assert clock.now_ns() == start
    wall[0] += second + leap_s * second
    boot[0] += second
    assert clock.now_ns() == start + second
    assert clock.leap_ns == leap_s * second
    wall[0] += 4 * second - leap_s * second  # four seconds later it is right again
    boot[0] += 4 * second
    assert (clock.now_ns(), clock.leap_ns) == (start + 5 * second, 0)


@pytest.mark.parametrize("step_s", [1, 59, -59])
def test_a_wall_clock_that_is_corrected_a_little_is_followed(step_s: int) -> None:
    start, second = 1_767_576_600 * 10**9, 10**9
    wall = [start]
    clock = SystemClock(lambda: wall[0], lambda: 0)
    assert clock.now_ns() == start
    for _ in range(5):
        wall[0] += step_s * second
        assert clock.now_ns() == max(start, wall[0])
        assert clock.leap_ns == 0


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
