"""A batch's commands, from drafts and from what is ready, each at its place."""

from __future__ import annotations

from engine.commands import CommandKind, command
from engine.units import BATCH_MAX
from gateway.floor.batch import Batch, Submission

DRAFT = {"kind": int(CommandKind.CANCEL), "operator": 3, "account": 1}


def test_drafts_and_ready_commands_stand_where_they_were_added() -> None:
    batch = Batch()
    assert batch.add_drafts([DRAFT | {"order_id": 7}], 10) == 0
    assert batch.add_ready(command(CommandKind.NEW_ORDER, price=7850).repeat(2), 20) == 1
    assert batch.add_drafts([DRAFT | {"order_id": 8}], 30) == 3
    commands = batch.commands()
    assert commands["kind"].tolist() == [2, 1, 1, 2]
    assert (commands["order_id"].tolist(), commands["price"].tolist()) == (
        [7, 0, 0, 8],
        [0, 7850, 7850, 0],
    )
    assert set(commands["version"].tolist()) == {1}
    assert batch.received == [10, 20, 20, 30]


def test_a_submission_that_does_not_fit_is_not_taken() -> None:
    batch = Batch()
    assert batch.add_submission(Submission(command(CommandKind.NEW_ORDER).repeat(BATCH_MAX), None))
    assert not batch.add_submission(Submission(command(CommandKind.NEW_ORDER), None))
    assert len(batch.commands()) == BATCH_MAX and set(batch.received) == {0}


def test_the_start_of_a_day_fills_a_batch_and_a_listing_is_remembered() -> None:
    batch = Batch()
    batch.add_drafts([DRAFT | {"kind": int(CommandKind.LIST_INSTRUMENT)}], 0)
    assert batch.listing and batch.has_room(1)
    batch.add_drafts([DRAFT | {"kind": int(CommandKind.START_DAY)}], 0)
    assert not batch.has_room(1)
