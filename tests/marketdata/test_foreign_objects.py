"""Every operation and channel of the feed × every role: nothing of what members keep secret is on a
public channel, and a channel of one role is for no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import RequestError
from gateway.protocol.table.words import BRIDGE
from gateway.reports.event_maps import event_maps
from marketdata.channels import CHANNELS, SETTLEMENT
from marketdata.feed import Feed
from marketdata.listener import Listener
from marketdata.operations import EVERYONE, OPERATIONS, ROWS, STRANGER
from tests.gateway.secret_scene import (
    APPLICATION,
    DEAL,
    NOTE,
    NUMBER_KEY,
    OFFER,
    PRIVATE_INTENT,
    SEALED_BID,
    SecretFloor,
    keep_secrets,
)
from tests.signing import welcome

# What each operation tells, and whom; a new one has to be written down here.
# daily rows, bars, the tape, bulletins and announcements, the same for everyone
PUBLIC = {"history", "bars", "trades", "bulletin", "announcements"}
OF_A_CHANNEL = {"subscribe", "unsubscribe"}
OF_THE_SESSION = {"log_off", "heartbeat"}
TERMS = (SEALED_BID, APPLICATION, PRIVATE_INTENT, OFFER, DEAL)


def test_every_operation_and_channel_is_written_down() -> None:
    assert {row.name for row in ROWS} == PUBLIC | OF_A_CHANNEL | OF_THE_SESSION
    assert {name for name, row in CHANNELS.items() if row.role} == {SETTLEMENT}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Feed, dict[str, int], Path]]:
    """A feed after everything that members keep secret, and the numbers of those things."""
    folder = tmp_path_factory.mktemp("secrets")
    floor = SecretFloor(folder, number_key=NUMBER_KEY)
    floor.open_market()
    every = floor.sessions()
    floor.prepare(every["exchange"], every["bridge"])
    auction = floor.open_session(every["exchange"], every["alice"])
    numbers = keep_secrets(floor, every, auction)
    feed = Feed("venue")
    feed.apply(1, event_maps(floor.sequencer.events(1, 65_536), floor.floor.directory.codes))
    yield feed, numbers, folder
    floor.sequencer.close()


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_tells_what_is_secret(
    scene: tuple[Feed, dict[str, int], Path], channel: str, role: str
) -> None:
    feed, numbers, folder = scene
    listener = Listener(PublicKeys(folder / "keys.json"), welcome())
    if role != STRANGER:
        listener.talk.grant = Grant(role, 1, role, 3)
    request = {"op": "subscribe", "channel": channel}
    asked = OPERATIONS["subscribe"].read(request | {"id": 1})
    if CHANNELS[channel].role not in ("", role):
        with pytest.raises(RequestError, match=f"for the role {BRIDGE}"):
            listener.subscribe(asked, feed)
        return
    listener.subscribe(asked, feed)
    heard = [message.body for message in listener.owed_messages(feed.board)]
    if channel == SETTLEMENT:
        heard = [each.body for each in feed.settlement.messages_from(1, 100)]
    assert heard or channel in (SETTLEMENT, *NOTHING_YET)
    marks = {value for terms in TERMS for value in terms.values()} | set(numbers.values())
    assert not marks & set(values_of(heard))
    assert NOTE not in set(values_of(heard))


NOTHING_YET = ("bulletin", "blocks", "composite")


def values_of(part: Any) -> Iterator[Any]:
    """Every value in a message."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from values_of(each)
    else:
        yield part
