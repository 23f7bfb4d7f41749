import logging

import pytest

from marketdata.checkpoint_keeper import CHECKPOINTS_KEPT, EVENT_BYTES, CheckpointKeeper
from marketdata.feed import Feed
from marketdata.history import History


def names(history: History) -> list[str]:
    return sorted(path.name for path in history.folder.glob("checkpoint-*"))


async def keep(history: History, feed: Feed, log_epoch: int = 1) -> None:
    """What a follower does after a batch, and at a stop in order."""
    keeper = CheckpointKeeper(history)
    keeper.after(feed, log_epoch)
    await keeper.close(feed, log_epoch)


@pytest.fixture
def morning(cea25):
    cea25.trade("CEA25", "75.00", 10)
    return cea25


async def test_the_newest_is_used(morning, history):
    await keep(history, morning.feed)
    morning.trade("CEA25", "75.01", 10)
    await keep(history, morning.feed)
    found = CheckpointKeeper(history).newest_good("test", 1, morning.feed.next_event)
    assert found.next_event == morning.feed.next_event


async def test_a_damaged_one_is_told_and_the_one_before_it_used(morning, history, caplog):
    await keep(history, morning.feed)
    first = morning.feed.next_event
    morning.trade("CEA25", "75.01", 10)
    await keep(history, morning.feed)
    newest = history.folder / names(history)[-1]
    newest.write_bytes(newest.read_bytes()[:-1])
    assert CheckpointKeeper(history).newest_good("test", 1, 10**6).next_event == first
    assert f"{newest.name} is not used: its content is not what was written" in caplog.text


async def test_none_is_used_of_another_venue(morning, history):
    await keep(history, morning.feed)
    assert CheckpointKeeper(history).newest_good("elsewhere", 1, 10**6) is None


async def test_one_later_than_the_log_is_not_used_and_goes_with_the_next_that_is_written(
    morning, history
):
    await keep(history, morning.feed)
    late = names(history)
    keeper = CheckpointKeeper(history)
    assert keeper.newest_good("test", 1, morning.feed.next_event - 1) is None
    anew = Feed("test")
    anew.apply(1, morning.events[:5])
    await keep(history, anew)
    assert len(names(history)) == 1
    assert names(history) != late


async def test_one_whose_days_are_not_in_the_history_is_not_used(morning, history, caplog):
    morning.end()
    await keep(history, morning.feed)
    assert CheckpointKeeper(history).newest_good("test", 1, 10**6) is None
    assert "the history lacks days" in caplog.text
    history.record([morning.data("bulletin") | {"text_en": "something else"}])
    assert CheckpointKeeper(history).newest_good("test", 1, 10**6) is None
    history.record([morning.data("bulletin")])
    assert (
        CheckpointKeeper(history).newest_good("test", 1, 10**6).next_event
        == morning.feed.next_event
    )


async def test_one_that_has_forgotten_trades_that_are_to_be_kept_is_not_used(
    morning, history, caplog
):
    settlement = morning.feed.settlement
    settlement.settled_kept = 1
    history.record([morning.end()])
    for date in list(settlement._unsettled):
        settlement.settled(date)
    assert settlement.first == 2
    await keep(history, morning.feed)
    assert CheckpointKeeper(history, settled_kept=2).newest_good("test", 1, 10**6) is None
    assert "of settled days it kept 1 messages, asked for are 2" in caplog.text
    assert (
        CheckpointKeeper(history, settled_kept=1).newest_good("test", 1, 10**6).next_event
        == morning.feed.next_event
    )


async def test_one_that_has_all_trades_still_is_used_and_keeps_more_from_then_on(morning, history):
    await keep(history, morning.feed)
    found = CheckpointKeeper(history, settled_kept=7 * 10**6).newest_good("test", 1, 10**6)
    assert (found.settlement.first, found.settlement.settled_kept) == (1, 7 * 10**6)


async def test_one_that_turned_out_to_be_of_another_history_is_not_offered_again(morning, history):
    await keep(history, morning.feed)
    keeper = CheckpointKeeper(history)
    found = keeper.newest_good("test", 1, 10**6)
    keeper.refuse(found)
    assert keeper.newest_good("test", 1, 10**6) is None


async def test_they_are_taken_every_so_many_events_and_at_the_end_of_a_day(morning, history):
    keeper = CheckpointKeeper(history, every=10)
    keeper.after(morning.feed, 1)
    await keeper.written()
    assert len(names(history)) == 1
    morning.trade("CEA25", "75.01", 10)
    keeper.after(morning.feed, 1)
    await keeper.written()
    assert len(names(history)) == 1
    history.record([morning.end()])
    keeper.after(morning.feed, 1)
    await keeper.written()
    assert len(names(history)) == 2


async def test_no_more_is_written_than_the_log_has_grown(morning, history):
    keeper = CheckpointKeeper(history, every=1)
    written: dict[str, int] = {}
    for _ in range(200):
        keeper.after(morning.feed, 1)
        await keeper.written()
        written |= {path.name: path.stat().st_size for path in history.folder.glob("checkpoint-*")}
        morning.trade("CEA25", "75.00", 10)
    assert len(written) > 1
    assert sum(written.values()) <= EVENT_BYTES * morning.feed.next_event + max(written.values())


async def test_only_the_newest_are_kept(morning, history):
    for _ in range(4):
        morning.trade("CEA25", "75.01", 10)
        await keep(history, morning.feed)
    assert len(names(history)) == CHECKPOINTS_KEPT


async def test_a_stop_amid_a_batch_takes_none(morning, history):
    keeper = CheckpointKeeper(history, every=10**6)
    keeper.after(morning.feed, 1)
    morning.trade("CEA25", "75.01", 10)  # taken in, and its bulletins not recorded yet
    await keeper.close(morning.feed, 1)
    assert names(history) == []


async def test_a_disk_that_refuses_costs_only_the_checkpoint(morning, history, caplog):
    keeper = CheckpointKeeper(history)
    keeper.after(morning.feed, 1)
    (history.folder / f"checkpoint-{morning.feed.next_event - 1:019d}.new").mkdir()
    with caplog.at_level(logging.ERROR):
        await keeper.close(morning.feed, 1)
    assert "no checkpoint was written" in caplog.text


def test_what_interrupted_writing_left_is_removed(morning, history):
    draft = history.folder / "checkpoint-0000000000000000009.new"
    draft.write_bytes(b"half")
    CheckpointKeeper(history)
    assert not draft.exists()
