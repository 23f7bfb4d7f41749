"""Finding venue and key, from a folder or from an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from gateway.client import Session
from gateway.protocol.errors import KeyFileError
from gateway.protocol.replies import VenueUnreachable
from gateway.terminal.reach import at_venue


async def role(session: Session) -> str:
    return session.role


def test_a_folder_gives_address_and_the_exchanges_key(market: Any) -> None:
    assert at_venue(market.data, None, None, role) == "exchange"


def test_a_key_of_the_folder_is_named_by_its_id(market: Any) -> None:
    assert at_venue(market.data, None, "alice", role) == "member"


def test_an_address_and_a_key_file_do_as_well(market: Any) -> None:
    assert at_venue(None, market.url, str(market.data / "keys" / "eve.pem"), role) == "viewer"


def test_an_address_goes_before_the_folders_own(market: Any) -> None:
    with pytest.raises(VenueUnreachable, match=r"127\.0\.0\.1:9"):
        at_venue(market.data, "ws://127.0.0.1:9", None, role)


def test_an_unknown_local_key_names_those_that_are_there(market: Any) -> None:
    with pytest.raises(KeyFileError, match="there: alice, bob, bridge, eve, exchange, feed"):
        at_venue(market.data, None, "carol", role)


def test_a_missing_key_file_is_named(market: Any) -> None:
    with pytest.raises(KeyFileError, match=r"nowhere\.pem"):
        at_venue(None, market.url, "nowhere.pem", role)


@pytest.mark.parametrize(
    ("data", "url", "hint"),
    [(None, None, "name the venue"), (None, "ws://127.0.0.1:9", "name the key")],
)
def test_what_is_missing_is_asked_for(data: Path | None, url: str | None, hint: str) -> None:
    with pytest.raises(typer.BadParameter, match=hint):
        at_venue(data, url, None, role)


def test_where_no_key_is_taken_for_granted_one_is_asked_for(market: Any) -> None:
    with pytest.raises(typer.BadParameter, match="name the key"):
        at_venue(market.data, None, None, role, own_key=None)
