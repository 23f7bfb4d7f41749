"""A new venue's numbers are keyed by its first command, once; a venue that has a log keeps its."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.commands import CommandKind, command
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL, state_hash
from gateway.reports.event_maps import event_maps
from gateway.server.number_key import NumberKeyRefused, key_numbers, read_number_key

KEY = 0x1A1918_121110_0A0908_020100


def opened(folder: Path) -> Sequencer:
    return Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)


def test_the_first_command_is_the_key_and_a_start_after_it_changes_nothing(tmp_path: Path) -> None:
    first = opened(tmp_path)
    assert key_numbers(first, KEY)
    assert not key_numbers(first, KEY + 1)
    before = state_hash(first.state)
    first.close()
    again = opened(tmp_path)
    assert not key_numbers(again, KEY + 1)
    assert (again.next_command, state_hash(again.state)) == (2, before)
    again.close()


def test_a_venue_that_began_without_a_key_stays_so(tmp_path: Path) -> None:
    sequencer = opened(tmp_path)
    sequencer.process(command(CommandKind.OPEN_ACCOUNT, account=1, name=b"Alice"))
    assert not key_numbers(sequencer, KEY)
    assert sequencer.state["numbering"]["keyed"][0] == 0
    sequencer.close()


def test_who_follows_the_events_does_not_learn_the_key(tmp_path: Path) -> None:
    sequencer = opened(tmp_path)
    key_numbers(sequencer, KEY)
    (event,) = event_maps(sequencer.events(1, 10), {})
    assert event.keys() == {"sequence", "command", "time_ns", "kind", "command_kind"}
    sequencer.close()


@pytest.mark.parametrize("text", ["", "1a", "0" * 24, "g" * 24, "1" * 25, "-" + "1" * 23])
def test_a_key_is_24_hex_digits(text: str) -> None:
    with pytest.raises(NumberKeyRefused, match="24 hex digits"):
        read_number_key(text)


def test_a_key_is_read_as_it_is_written() -> None:
    assert read_number_key("1A19181211100a0908020100") == KEY
