from gateway.server.recovery_progress import PATIENCE_S, RecoveryProgress


def test_a_quick_start_says_nothing() -> None:
    told: list[str] = []
    progress = RecoveryProgress(told.append, lambda: 100.0)
    for done in range(10):
        progress("verify", done, 10)
    assert told == []


def test_a_long_start_says_how_far_it_is_now_and_then() -> None:
    told: list[str] = []
    seconds = [100.0]
    progress = RecoveryProgress(told.append, lambda: seconds[0])
    for done in (10, 20, 30, 40):
        seconds[0] += PATIENCE_S / 2
        progress("replay" if done > 20 else "verify", done, 40)
    assert told == ["verifying the log, 50 %", "replaying the log, 100 %"]
