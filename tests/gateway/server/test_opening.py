"""What a venue's log is made with, and that it keeps it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine.commands import Market
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import Capacity, capacity_for
from gateway.server.data_folder import DataFolderRefused
from gateway.server.opening import venue_capacity


def test_a_new_venue_has_the_numbers_of_instruments_that_it_is_made_for(tmp_path: Path) -> None:
    assert venue_capacity(tmp_path, None) == Capacity()
    assert venue_capacity(tmp_path, 4096) == capacity_for(4096)
    assert venue_capacity(tmp_path, None, Market.CREDITS) == capacity_for(4096)
    assert venue_capacity(tmp_path, 65_536, Market.CREDITS) == capacity_for(65_536)


def test_a_venue_keeps_its_numbers_and_another_wish_is_refused(tmp_path: Path) -> None:
    made = capacity_for(512)
    with closing(Sequencer.open(tmp_path, clock=ManualClock(), capacity=made)):
        pass
    assert venue_capacity(tmp_path, None) == venue_capacity(tmp_path, 512) == made
    with pytest.raises(DataFolderRefused, match="instruments is 256, but the venue in") as refused:
        venue_capacity(tmp_path, 256)
    assert (refused.value.field, refused.value.value, refused.value.allowed) == (
        "instruments",
        256,
        512,
    )
