"""What one listener has asked to hear, and what it is still owed, without sockets.

A stream that a listener has just asked for is *owed* to it until everything published so far has
been sent; live messages of that stream are held back meanwhile, so that its numbers arrive in
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gateway.protocol.auth import PublicKeys
from gateway.protocol.conversation import Conversation
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import operations_of
from gateway.protocol.server_keys import Welcome
from gateway.protocol.table.words import ROLES
from gateway.protocol.terms import Terms
from gateway.protocol.wire import Frame
from marketdata.board import Board
from marketdata.channels import BULLETIN, BY_INSTRUMENT, CHANNELS, SETTLEMENT, Key
from marketdata.conflation import pace_of
from marketdata.feed import Feed
from marketdata.interest import Interest
from marketdata.market_channels import require_of_market
from marketdata.operations import OPERATIONS, ROWS
from marketdata.settlement import Settlement
from marketdata.streams import MESSAGES_PER_FRAME, Message

SUBSCRIPTIONS_MAX = 2048  # of one listener: every channel of every instrument, one by one

TERMS = Terms(OPERATIONS, operations_of(ROWS, ROLES), {}, log_on_s=None)


class Listener:
    """What one connection hears, beside its conversation, `talk`.

    A stranger may hear every channel but `settlement`.
    """

    def __init__(self, keys: PublicKeys, welcome: Welcome) -> None:
        self.talk = Conversation(TERMS, keys, welcome, 0)
        self._epoch = welcome.greeting.venue
        # number of the next settlement message to send, None: not subscribed
        self.next_settlement: int | None = None
        self._interest = Interest(True, frozenset(), frozenset())
        self.moved: Callable[[Interest], object] = lambda interest: None
        self._paces: dict[Key, int] = {}  # of what is subscribed
        # of owed streams: the first number to send, None: a snapshot
        self._from: dict[Key, int | None] = {}

    @property
    def interest(self) -> Interest:
        """What it wants to hear; `moved` is called with each new one."""
        return self._interest

    @interest.setter
    def interest(self, interest: Interest) -> None:
        if interest != self._interest:
            self._interest = interest
            self.moved(interest)

    def messages(self, frame: Frame) -> list[dict[str, Any]]:
        """The maps of a frame. The first frame settles the encoding. Raises WireError."""
        try:
            return self.talk.messages(frame, 0)
        finally:
            if self.interest.text != self.talk.text:
                self.interest = replace(self.interest, text=self.talk.text)

    def logged_on(self, received_ns: int, now_ns: int) -> dict[str, Any]:
        """The fields of the reply to a log-on that was taken."""
        grant = self.talk.grant
        assert grant is not None
        return {
            "role": grant.role,
            "account": grant.account or None,
            "venue": self._epoch,
            "received_ns": received_ns,
            "server_time_ns": now_ns,
            "channels": [channel for channel in CHANNELS if self._may_hear(channel)],
        }

    def _may_hear(self, channel: str) -> bool:
        role, grant = CHANNELS[channel].role, self.talk.grant
        return not role or (grant is not None and grant.role == role)

    def subscribe(self, fields: Mapping[str, Any], feed: Feed) -> dict[str, Any]:
        """Ask for a channel. Returns the reply's fields; what is owed is then taken with
        `owed_messages`.

        Raises RequestError.
        """
        channel, instrument = key = self._checked_key(fields, feed.board)
        every_ms = pace_of(fields)
        first = fields.get("from") if fields.get("epoch", self._epoch) == self._epoch else None
        following: int | None
        if channel == SETTLEMENT:
            following = self._subscribe_settlement(first, feed.settlement)
        else:
            following = self._subscribe_public(key, first, every_ms, feed.board)
        return {
            "channel": channel,
            "instrument": instrument,
            "epoch": self._epoch,
            "next": following,
        }

    def _subscribe_settlement(self, first: int | None, settlement: Settlement) -> int:
        if first is not None and first < settlement.first:
            message = f"settlement messages are kept from number {settlement.first} on"
            raise RequestError(
                "field_out_of_range", message, field="from", value=first, allowed=settlement.first
            )
        following = settlement.number + 1
        self.next_settlement = following if first is None else first
        return following

    def _subscribe_public(
        self, key: Key, first: int | None, every_ms: int, board: Board
    ) -> int | None:
        channel, instrument = key
        streams = board.streams(channel)
        every = instrument is None and channel in BY_INSTRUMENT
        if every and first is not None:
            message = "numbers are counted for each instrument: name one together with from"
            raise RequestError("field_missing", message, field="instrument")
        self._paces[key] = every_ms
        self._owe(key, list(streams) if every else [instrument], first)
        return None if every else streams[instrument][0].published + 1

    def _checked_key(self, fields: Mapping[str, Any], board: Board) -> Key:
        channel, instrument = _key_of(fields)
        if not self._may_hear(channel):
            role = CHANNELS[channel].role
            message = f"{channel} is for the role {role}"
            raise RequestError(
                "channel_not_allowed",
                message,
                field="channel",
                value=channel,
                allowed=[role],
            )
        require_of_market(channel, board)
        known = board.codes(channel)
        if instrument is not None and instrument not in known:
            raise RequestError(
                "instrument_unknown",
                "no such instrument",
                field="instrument",
                value=instrument,
                allowed=known,
            )
        if len(self._paces) >= SUBSCRIPTIONS_MAX and (channel, instrument) not in self._paces:
            message = f"at most {SUBSCRIPTIONS_MAX} subscriptions"
            raise RequestError(
                "too_many_subscriptions",
                message,
                field="channel",
                value=channel,
                allowed=SUBSCRIPTIONS_MAX,
            )
        return channel, instrument

    def _owe(self, key: Key, instruments: list[str | None], first: int | None) -> None:
        channel = key[0]
        if channel == BULLETIN and first is None:
            instruments = []  # a bulletin is heard when it comes
        self._from |= {(channel, instrument): first for instrument in instruments}
        self._set_interest()

    def unsubscribe(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Stop hearing a channel, or one instrument of it. Raises RequestError."""
        channel, instrument = _key_of(fields)
        if channel == SETTLEMENT:
            self.next_settlement = None
        gone = {
            key
            for key in self._paces.keys() | self._from.keys()
            if key[0] == channel and instrument in (None, key[1])
        }
        self._from = {key: first for key, first in self._from.items() if key not in gone}
        self._paces = {key: pace for key, pace in self._paces.items() if key not in gone}
        self._set_interest()
        return {"channel": channel, "instrument": instrument}

    def _set_interest(self) -> None:
        subscribed, owed = frozenset(self._paces.items()), frozenset(self._from)
        self.interest = Interest(self.interest.text, subscribed, owed)

    def owed_messages(self, board: Board) -> list[Message]:
        """The next frame's worth of what is owed, taken off the debt; empty when everything has
        been sent.
        """
        out: list[Message] = []
        for message in self._owed(board):
            out.append(message)
            if len(out) >= MESSAGES_PER_FRAME:
                break
        self._set_interest()
        return out

    def _owed(self, board: Board) -> Iterator[Message]:
        for key in list(self._from):
            stream, data = board.streams(key[0])[key[1]]
            first = self._from[key]
            kept = None if first is None else stream.kept_from(first)
            if kept is None:
                opening = stream.opening(data)
                kept = stream.kept_from(opening.body["seq"] + 1)
                self._from[key] = opening.body["seq"] + 1
                yield opening
            for message in kept or ():
                self._from[key] = message.body["seq"] + 1
                yield message
            del self._from[key]


def _key_of(fields: Mapping[str, Any]) -> Key:
    channel, instrument = fields["channel"], fields.get("instrument")
    if instrument is not None and channel not in BY_INSTRUMENT:
        message = f"{channel} is of the whole venue"
        raise RequestError(
            "field_unknown",
            message,
            field="instrument",
            value=instrument.decode(),
            allowed=list(BY_INSTRUMENT),
        )
    return channel, None if instrument is None else instrument.decode()
