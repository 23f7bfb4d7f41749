"""Streams of the channels: numbered messages, what is kept of each for listeners who missed some,
and their frames.

The number of a stream counts the changes in the event stream that concern it, so it is the same
after every restart. A message of an absolute channel may cover several changes at once, those after
`prev` up to `seq`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import msgpack

from gateway.protocol.wire import encode
from marketdata.channels import CHANNELS, Key

SNAPSHOT_TRADES = 50
MESSAGES_PER_FRAME = 100
FRAME_BYTES = 256 * 1024  # of a frame of several messages

Data = dict[str, Any]


class Message:
    """One message, encoded at most once for each encoding, however many listen."""

    __slots__ = ("_encoded", "body")

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self._encoded: dict[bool, bytes | str] = {}

    def __getstate__(self) -> bytes | str:
        """A checkpoint keeps the MessagePack form."""
        return self._encoded.get(False) or encode(self.body, False)

    def __setstate__(self, written: bytes) -> None:
        self.body = msgpack.unpackb(written)
        self._encoded = {}

    @property
    def key(self) -> Key:
        """The stream it belongs to: channel and instrument."""
        return self.body["channel"], self.body["instrument"]

    def encoded(self, text: bool) -> Any:
        """As JSON text or MessagePack bytes."""
        done = self._encoded.get(text)
        if done is None:
            done = self._encoded[text] = encode(self.body, text)
        return done


def frames_of(messages: Iterable[Message], text: bool) -> list[bytes | str]:
    """The messages as frames, each a list of maps; nothing is encoded twice.

    A frame holds up to 100 messages, and several only up to FRAME_BYTES.
    """
    frames: list[list[Any]] = []
    size = 0
    for part in (message.encoded(text) for message in messages):
        if not frames or len(frames[-1]) == MESSAGES_PER_FRAME or size + len(part) > FRAME_BYTES:
            frames.append([])
            size = 0
        frames[-1].append(part)
        size += len(part)
    return [_frame_of(parts, text) for parts in frames]


def _frame_of(parts: list[Any], text: bool) -> bytes | str:
    if text:
        return "[" + ",".join(parts) + "]"
    result: bytes | str = msgpack.Packer().pack_array_header(len(parts)) + b"".join(parts)
    return result


def message(
    kind: str,
    key: Key,
    epoch: str,
    seq: int,
    prev: int | None,
    time_ns: int,
    data: Data,
) -> Message:
    """A snapshot or an update in the protocol's form; a snapshot has no `prev`."""
    channel, instrument = key
    return Message(
        {
            "type": kind,
            "channel": channel,
            "instrument": instrument,
            "epoch": epoch,
            "seq": seq,
            "prev": prev,
            "time_ns": time_ns,
            "data": data,
        }
    )


class Stream:
    """One numbered stream: `number` counts changes, `published` is the last number that left in a
    message.
    """

    __slots__ = ("_epoch", "_kept", "_whole", "key", "number", "published")

    def __init__(self, channel: str, instrument: str | None, epoch: str) -> None:
        self.key = (channel, instrument)
        self.number = self.published = 0
        self._epoch = epoch
        self._kept: deque[Message] = deque(maxlen=CHANNELS[channel].kept)
        self._whole: Message | None = None  # the last snapshot, of a channel that tells changes

    def publish(self, time_ns: int, data: Data) -> Message:
        """An update that brings listeners from the last published number to the current one."""
        update = message(
            "update", self.key, self._epoch, self.number, self.published, time_ns, data
        )
        self.published = self.number
        self._kept.append(update)
        return update

    def count_and_publish(self, time_ns: int, data: Data) -> Message:
        """Count one change and publish it by itself."""
        self.number += 1
        return self.publish(time_ns, data)

    def snapshot(self, data: Data) -> Message:
        """The state after the last published number."""
        time_ns = self._kept[-1].body["time_ns"] if self._kept else 0
        return message("snapshot", self.key, self._epoch, self.published, None, time_ns, data)

    def opening(self, data: Callable[[], Data]) -> Message:
        """A snapshot to begin with, after which `kept_from` goes on. Where one costs much, that of
        a while ago serves again.
        """
        if not CHANNELS[self.key[0]].tells_changes:
            return self.snapshot(data())
        if self._whole is None or self._since(self._whole) > CHANNELS[self.key[0]].kept // 2:
            self._whole = self.snapshot(data())
        return self._whole

    def _since(self, told: Message) -> int:
        """Updates kept that are later than a message; more than all when some are kept no more."""
        later = self.kept_from(told.body["seq"] + 1)
        return len(self._kept) + 1 if later is None else len(later)

    def last(self, count: int) -> list[Data]:
        """Data of the last updates, oldest first."""
        return [
            update.body["data"]
            for update in islice(self._kept, max(0, len(self._kept) - count), None)
        ]

    def kept_from(self, first: int) -> list[Message] | None:
        """The updates that bring a listener who has `first` - 1 up to date; None when that number
        is no longer kept, or, where changes are published, is amid an update.
        """
        if first > self.published:
            return []
        missed = [update for update in self._kept if update.body["seq"] >= first]
        if not missed:
            return None
        before: int = missed[0].body["prev"]
        exact = CHANNELS[self.key[0]].tells_changes
        return missed if (before == first - 1 if exact else before < first) else None
