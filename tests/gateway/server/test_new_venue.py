"""A new venue begins with the key of its numbers and the share of an account, once; one that has a
log keeps what it has.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine.commands import AccountLimit, CommandKind, Market, command
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.approval_views import market_of
from engine.rules.state import SMALL, state_hash
from gateway.reports.event_maps import event_maps
from gateway.server.data_folder import DataFolderRefused
from gateway.server.new_venue import begin_venue, orders_share
from gateway.server.number_key import NumberKeyRefused, read_number_key

KEY = 0x1A1918_121110_0A0908_020100


def opened(folder: Path) -> Sequencer:
    return Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)


def test_the_first_commands_are_key_and_share_and_a_start_after_them_changes_nothing(
    tmp_path: Path,
) -> None:
    first = opened(tmp_path)
    assert begin_venue(first, KEY)
    assert not begin_venue(first, KEY + 1)
    before = state_hash(first.state)
    limit = first.state["venue"]["limits"][0][AccountLimit.OPEN_ORDERS]
    assert limit == orders_share(SMALL.orders) == 16
    first.close()
    again = opened(tmp_path)
    assert not begin_venue(again, KEY + 1)
    assert (again.next_command, state_hash(again.state)) == (3, before)
    again.close()


def test_a_venue_that_began_without_a_key_stays_so(tmp_path: Path) -> None:
    sequencer = opened(tmp_path)
    sequencer.process(command(CommandKind.OPEN_ACCOUNT, account=1, name=b"Alice"))
    assert not begin_venue(sequencer, KEY)
    assert sequencer.state["numbering"]["keyed"][0] == 0
    sequencer.close()


def market_of_log(folder: Path) -> tuple[Market, int]:
    """The market of a venue, and the kind of its first command."""
    with closing(opened(folder)) as sequencer:
        first = int(sequencer.events(1, 1)["command_kind"][0])
        return market_of(sequencer.state), first


def test_the_market_is_the_first_record_and_stays(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as first:
        assert begin_venue(first, KEY, Market.CREDITS)
    assert market_of_log(tmp_path) == (Market.CREDITS, CommandKind.SET_VENUE_RULE)
    with closing(opened(tmp_path)) as again:
        assert not begin_venue(again, KEY)
        assert not begin_venue(again, KEY, Market.CREDITS)
        with pytest.raises(DataFolderRefused, match="market is allowances") as refused:
            begin_venue(again, KEY, Market.ALLOWANCES)
    error = refused.value
    assert (error.field, error.value, error.allowed) == ("market", "allowances", "credits")


def test_a_log_without_that_record_is_of_allowances(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as first:
        assert begin_venue(first, KEY)
    assert market_of_log(tmp_path) == (Market.ALLOWANCES, CommandKind.KEY_NUMBERS)
    with closing(opened(tmp_path)) as again:
        assert not begin_venue(again, KEY, Market.ALLOWANCES)
        with pytest.raises(DataFolderRefused, match="made for allowances"):
            begin_venue(again, KEY, Market.CREDITS)


def test_who_follows_the_events_does_not_learn_the_key(tmp_path: Path) -> None:
    sequencer = opened(tmp_path)
    begin_venue(sequencer, KEY)
    event = event_maps(sequencer.events(1, 1), {})[0]
    assert event.keys() == {"sequence", "command", "time_ns", "kind", "command_kind"}
    sequencer.close()


@pytest.mark.parametrize("text", ["", "1a", "0" * 24, "g" * 24, "1" * 25, "-" + "1" * 23])
def test_a_key_is_24_hex_digits(text: str) -> None:
    with pytest.raises(NumberKeyRefused, match="24 hex digits"):
        read_number_key(text)


def test_a_key_is_read_as_it_is_written() -> None:
    assert read_number_key("1A19181211100a0908020100") == KEY
