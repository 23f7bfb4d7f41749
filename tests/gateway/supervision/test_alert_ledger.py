"""The ledger of alerts: what rules report becomes one alert for each lasting condition, numbered
without holes; reported again it changes nothing, whenever the process was killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from gateway.supervision.alerts.ledger import FOLDER, LEDGER_NAME, Ledger, LedgerUnreadable
from gateway.supervision.alerts.records import (
    About,
    Alert,
    Change,
    DayOver,
    Figure,
    Item,
    Said,
    Seen,
    Turn,
)

DAY = 20_260_105
LOCKED, HALTED = About("limit_locked", "upper", "CEA25"), About("halted", "", "CEA25")
BEGINS, AGAIN, GROWS, ENDS = Turn.BEGINS, Turn.COMES_AGAIN, Turn.GROWS, Turn.ENDS


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path) as found:
        yield found


def said(turn: Turn, event: int, about: About = LOCKED, date: int = DAY) -> Said:
    figures = (Figure("sealed", event, "t"),)
    change = Change(turn, about, f"第 {event} 件", f"event {event}", figures)
    return Said(change, event * 1_000, date, event)


def by_bob(number: int, raised: int, event: int) -> Seen:
    return Seen(number, raised * 1_000, "bob", "called", event * 1_000, event)


def states(ledger: Ledger) -> list[tuple[int, str, int, str]]:
    """Number, state, how often and whose acknowledgement, in order of the changes."""
    found = ledger.after(0, 1_000)
    return [(each.number, each.state, each.times, each.acknowledged_by) for each in found]


TABLE: list[tuple[list[Item], list[tuple[int, str, int, str]], int]] = [
    ([said(BEGINS, 1)], [(1, "open", 1, "")], 1),
    ([said(BEGINS, 1), said(BEGINS, 2)], [(1, "open", 1, "")], 1),
    ([said(BEGINS, 1), said(GROWS, 2)], [(1, "open", 1, "")], 2),
    ([said(BEGINS, 1), said(AGAIN, 2)], [(1, "open", 2, "")], 2),
    ([said(BEGINS, 1), said(ENDS, 2), said(ENDS, 3)], [(1, "cleared", 1, "")], 2),
    ([said(ENDS, 1), said(GROWS, 2)], [], 0),
    ([said(BEGINS, 1), said(ENDS, 2), said(BEGINS, 3)], [(1, "open", 2, "")], 3),
    (
        [said(BEGINS, 1), said(ENDS, 2), said(BEGINS, 3, date=DAY + 1)],
        [(1, "cleared", 1, ""), (2, "open", 1, "")],
        3,
    ),
    ([said(BEGINS, 1), by_bob(1, 1, 2)], [(1, "acknowledged", 1, "bob")], 2),
    ([said(BEGINS, 1), by_bob(1, 1, 2), by_bob(1, 1, 3)], [(1, "acknowledged", 1, "bob")], 2),
    ([said(BEGINS, 1), by_bob(1, 7, 2)], [(1, "open", 1, "")], 1),
    ([said(BEGINS, 1), by_bob(2, 1, 2)], [(1, "open", 1, "")], 1),
    ([said(BEGINS, 1), by_bob(1, 1, 2), said(ENDS, 3)], [(1, "cleared", 1, "bob")], 3),
    ([said(BEGINS, 1), said(ENDS, 2), by_bob(1, 1, 3)], [(1, "cleared", 1, "bob")], 3),
    ([said(BEGINS, 1), by_bob(1, 1, 2), said(AGAIN, 3)], [(1, "open", 2, "")], 3),
    (
        [said(BEGINS, 1), said(BEGINS, 2, HALTED), DayOver(3_000, 3)],
        [(2, "open", 1, ""), (1, "cleared", 1, "")],
        3,
    ),
]


@pytest.mark.parametrize(("items", "found", "changes"), TABLE)
def test_what_is_said_becomes_one_alert_for_each_lasting_condition(
    ledger: Ledger, items: list[Item], found: list[tuple[int, str, int, str]], changes: int
) -> None:
    ledger.take(items)
    assert (states(ledger), ledger.last_change) == (found, changes)
    before = ledger.after(0, 1_000)
    assert ledger.take(items) == []  # the day is read once more
    assert ledger.after(0, 1_000) == before and ledger.last_change == changes


def test_what_follows_from_no_event_outlasts_an_end_before_it_that_is_read_again(
    ledger: Ledger,
) -> None:
    lost = About("session_lost", "gateway", account=1)
    begun = said(AGAIN, 0, lost)._replace(time_ns=5_000)
    for item, state in (
        (begun, "open"),
        (DayOver(3_000, 3), "open"),
        (DayOver(6_000, 6), "cleared"),
    ):
        ledger.take([item])
        assert [each.state for each in ledger.after(0, 9)] == [state]


def random_items(random: Random, count: int) -> list[Item]:
    turns = [BEGINS, BEGINS, AGAIN, GROWS, ENDS, ENDS]
    found: list[Item] = []
    for event in range(1, count + 1):
        about = random.choice((LOCKED, HALTED, LOCKED._replace(instrument="CEA24")))
        turn = random.choice(turns)
        one: Item = said(turn, event, about, DAY + event // 20)
        found.append(random.choice((one, one, one, by_bob(random.randint(1, 6), 1, event))))
        if event % 20 == 19:
            found[-1] = DayOver(event * 1_000, event)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_killed_anywhere_it_comes_to_the_same_numbers(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    items = random_items(random, 60)
    with Ledger(tmp_path / "whole") as whole:
        heard = [each for item in items for each in whole.take([item])]
        expected = whole.after(0, 1_000)
    again: list[Alert] = []
    for killed_at in [*sorted(random.sample(range(len(items)), 3)), len(items)]:
        with Ledger(tmp_path / "killed") as killed:  # each time from the beginning
            again += [each for item in items[:killed_at] for each in killed.take([item])]
            found = killed.after(0, 1_000)
    assert found == expected
    assert [each.change for each in again] == list(range(1, len(heard) + 1))
    assert {each.number for each in again} == set(range(1, len({e.number for e in heard}) + 1))


def test_beyond_the_bound_the_oldest_go_and_those_that_last_go_last(tmp_path: Path) -> None:
    with Ledger(tmp_path, kept_max=2) as ledger:
        others = [LOCKED._replace(instrument=f"CEA{year}") for year in (22, 23, 24)]
        ledger.take([said(BEGINS, 1)])
        for place, about in enumerate(others):
            ledger.take([said(BEGINS, 2 * place + 2, about), said(ENDS, 2 * place + 3, about)])
        assert states(ledger) == [(1, "open", 1, ""), (4, "cleared", 1, "")]
        ledger.take([said(BEGINS, 9, HALTED)])
        assert [each.number for each in ledger.after(0, 10)] == [1, 5]


def test_pages_go_on_after_a_change_and_the_newest_are_found(ledger: Ledger) -> None:
    for event in range(1, 8):
        ledger.take([said(BEGINS, event, About("killed", account=event))])
    assert [each.number for each in ledger.after(2, 3)] == [3, 4, 5]
    assert [ledger.before_last(count) for count in (0, 2, 7, 9)] == [7, 5, 0, 0]
    assert (ledger.waiting(4), ledger.newest_event(), len(ledger.lasting())) == (3, 7, 7)


def test_places_are_kept_with_what_was_said(ledger: Ledger) -> None:
    assert (ledger.place(), ledger.delivered()) == (None, None)
    ledger.take([], ("shanghai", 12, "{}"))
    ledger.keep_delivered(4)
    assert (ledger.place(), ledger.delivered()) == (("shanghai", 12, {}), 4)
    assert ledger.newest_event() == 11


def test_another_file_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / LEDGER_NAME).write_text("no database, but long enough to be read as one")
    with pytest.raises(LedgerUnreadable, match=r"alerts\.sqlite3 is no database of alerts"):
        Ledger(tmp_path)
