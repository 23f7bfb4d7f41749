import pytest

from gateway.server.recovery_told import PATIENCE_S, RecoveryTold


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved."""
    now = [100.0]
    monkeypatch.setattr("gateway.server.recovery_told.time.monotonic", lambda: now[0])
    return now


def test_a_quick_start_says_nothing(seconds: list[float]) -> None:
    told: list[str] = []
    progress = RecoveryTold(told.append)
    for done in range(10):
        progress("verify", done, 10)
    assert told == []


def test_a_long_start_says_how_far_it_is_now_and_then(seconds: list[float]) -> None:
    told: list[str] = []
    progress = RecoveryTold(told.append)
    for done in (10, 20, 30, 40):
        seconds[0] += PATIENCE_S / 2
        progress("replay" if done > 20 else "verify", done, 40)
    assert told == ["verifying the log, 50 %", "replaying the log, 100 %"]
