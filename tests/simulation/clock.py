"""A clock that was set wrong, set right, and set wrong again; one seed, one run."""

from __future__ import annotations

from random import Random

DAY_NS = 86_400 * 10**9


class JumpingClock:
    """Tells a time that goes on by microseconds, and now and then jumps: by a second, an hour,
    years, forward or back.
    """

    def __init__(self, seed: int, start_ns: int = 56 * 365 * DAY_NS) -> None:
        self._random = Random(seed)
        self._now_ns = start_ns
        self.told: list[int] = []

    def now_ns(self) -> int:
        self._now_ns += self._random.randrange(1_000_000)
        if self._random.random() < 0.2:
            far = self._random.choice((1, 10**9, 3_600 * 10**9, 3 * 365 * DAY_NS))
            self._now_ns = max(0, self._now_ns + self._random.choice((-far, far)))
        self.told.append(self._now_ns)
        return self._now_ns
