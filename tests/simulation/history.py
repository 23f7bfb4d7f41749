"""What a venue was sent and what it acknowledged, and what a recovered one must therefore hold."""

from __future__ import annotations

from random import Random

import numpy as np

from engine.commands import CommandArray
from engine.record.sequencer import Sequencer
from tests.simulation.traffic import opening, random_batch


def same_but_stamps(stored: np.ndarray, sent: np.ndarray) -> bool:
    unstamped = stored.copy()
    unstamped["sequence"] = unstamped["time_ns"] = 0
    return unstamped.tobytes() == sent.tobytes()


class History:
    """What was sent to a venue and what it acknowledged, over all its lives."""

    def __init__(self) -> None:
        self.sent = opening()[:0]
        self.acknowledged = 0
        self.events = b""

    def live(self, sequencer: Sequencer, random: Random) -> None:
        """Send batches until the power goes."""
        for _ in range(200):
            self.send(sequencer, random_batch(random) if len(self.sent) else opening())

    def send(self, sequencer: Sequencer, batch: CommandArray) -> None:
        """Have a batch done, and remember what was acknowledged."""
        self.sent = np.concatenate([self.sent, batch])
        done = sequencer.process(batch)
        self.acknowledged += len(batch)
        self.events += done.events.tobytes()

    def problem(self, sequencer: Sequencer) -> str:
        """What a recovered venue got wrong; empty when nothing."""
        stored = sequencer.commands(1, 65_536)
        if len(stored) < self.acknowledged:
            return f"{self.acknowledged} commands were acknowledged, {len(stored)} are there"
        if not same_but_stamps(stored, self.sent[: len(stored)]):
            return "what is there is no beginning of what was sent"
        if (
            stored["sequence"].tolist() != list(range(1, len(stored) + 1))
            or (np.diff(stored["time_ns"]) < 0).any()
        ):
            return "the stamps are not in order"
        events = sequencer.events(1, 65_536)
        if not events.tobytes().startswith(self.events):
            return "an event that was published has changed"
        if events["sequence"].tolist() != list(range(1, len(events) + 1)):
            return "event numbers have holes"
        self.sent, self.acknowledged, self.events = (
            self.sent[: len(stored)],
            len(stored),
            events.tobytes(),
        )
        return ""
