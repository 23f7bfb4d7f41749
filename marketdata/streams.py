"""Streams of the channels: numbered messages, what is kept of each for listeners who missed some,
and their frames.

The number of a stream counts the changes in the event stream that concern it, so it is the same
after every restart. A message of an absolute channel may cover several changes at once, those after
`prev` up to `seq`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

import msgpack

from gateway.protocol.wire import encode
from marketdata.channels import CHANNELS

SNAPSHOT_TRADES = 50
MESSAGES_PER_FRAME = 100

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
    def key(self) -> tuple[str, str | None]:
        """The stream it belongs to: channel and instrument."""
        return self.body["channel"], self.body["instrument"]

    def encoded(self, text: bool) -> Any:
        """As JSON text or MessagePack bytes."""
        done = self._encoded.get(text)
        if done is None:
            done = self._encoded[text] = encode(self.body, text)
        return done


def frames_of(messages: Iterable[Message], text: bool) -> list[bytes | str]:
    """The messages as frames of up to 100, each a list of maps; nothing is encoded twice."""
    parts = [message.encoded(text) for message in messages]
    return [
        _frame_of(parts[at : at + MESSAGES_PER_FRAME], text)
        for at in range(0, len(parts), MESSAGES_PER_FRAME)
    ]


def _frame_of(parts: list[Any], text: bool) -> bytes | str:
    if text:
        return "[" + ",".join(parts) + "]"
    result: bytes | str = msgpack.Packer().pack_array_header(len(parts)) + b"".join(parts)
    return result


def message(
    kind: str,
    key: tuple[str, str | None],
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

    __slots__ = ("_epoch", "_kept", "key", "number", "published")

    def __init__(self, channel: str, instrument: str | None, epoch: str) -> None:
        self.key = (channel, instrument)
        self.number = self.published = 0
        self._epoch = epoch
        self._kept: deque[Message] = deque(maxlen=CHANNELS[channel].kept)

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

    def last(self, count: int) -> list[Data]:
        """Data of the last updates, oldest first."""
        return [
            update.body["data"]
            for update in islice(self._kept, max(0, len(self._kept) - count), None)
        ]

    def kept_from(self, first: int) -> list[Message] | None:
        """The updates that bring a listener who has `first` - 1 up to date; None when that number
        is no longer kept.
        """
        if first > self.published:
            return []
        missed = [update for update in self._kept if update.body["seq"] >= first]
        return missed if missed and missed[0].body["prev"] < first else None
