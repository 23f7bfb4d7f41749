"""Reports over log-ons, restarts and changes of the day: all of them, or a refusal by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.units import format_date
from gateway.floor import listeners
from gateway.protocol.session import Session
from gateway.protocol.wire import CloseCode
from tests.gateway.small_floor import Message, SmallFloor, small_floor
from tests.gateway.small_venue import CLOSE, DATE, order
from tests.simulation.disk import AtOnce

CLOSING = (CLOSE, {"op": "end_day"})


@pytest.fixture
def market(tmp_path: Path) -> Iterator[SmallFloor]:
    with small_floor(tmp_path) as floor:
        yield floor


def next_day(market: SmallFloor) -> str:
    """Close, settle and begin the next day; its date."""
    assert all(reply["ok"] for reply in market.ask(market.session("exchange"), *CLOSING))
    return begin_day(market)


def begin_day(market: SmallFloor) -> str:
    """Settle the day that has ended and begin the next one; its date."""
    staff, bridge = market.session("exchange"), market.session("bridge")
    (day,) = market.ask(bridge, {"op": "unsettled"})[0]["days"]
    names = ("date", "count", "quantity", "amount_fen", "tape_hash")
    result = {"op": "clearing_result"} | {name: day[name] for name in names}
    done = {"op": "settlement_done", "date": day["date"], "failed": 0}
    date = format_date(int(day["date"].replace("-", "")) + 1)
    begin = ({"op": "start_day", "date": date}, {"op": "set_phase", "phase": "morning"})
    for session, several in ((bridge, (result, done)), (staff, begin)):
        assert all(reply["ok"] for reply in market.ask(session, *several))
    return date


def refused_log_on(market: SmallFloor, name: str, **options: Any) -> tuple[Message, Any]:
    """The error of a log-on, and how its work closes the session."""
    session, fields = market.stranger(name)
    work = market.frame(session, fields | options, order("buy", 7100, 1), wall_ns=fields["time_ns"])
    late = market.frame(session, order("buy", 7100, 1), {"op": "balances"})
    market.run(work, late)
    answers = [*work.answers[1:], *late.answers]
    assert {answer["error"]["code"] for answer in answers} == {"not_logged_on"}
    market.run(gone=[session])
    return work.answers[0]["error"], work.closing


def test_reports_and_replies_say_the_day_that_numbers_them(market: SmallFloor) -> None:
    alice = market.session("alice")
    assert market.pushed[alice][0]["reply"]["report_date"] == DATE
    market.ask(alice, order("buy", 7100, 1))
    date = next_day(market)
    market.ask(alice, order("buy", 7100, 1))
    told = [(report["report_date"], report["number"]) for report in market.reports(alice)]
    assert told == [(DATE, 1), (DATE, 2), (date, 1)]
    reply = market.ask(alice, {"op": "resume_reports", "report_date": date, "from": 1})[0]
    assert (reply["report_date"], reply["next_report"]) == (date, 2)


UNKNOWN = "report_date_unknown"


@pytest.mark.parametrize(
    ("options", "code", "allowed"),
    [
        (
            {"report_date": "2026-01-04", "next_report": 1},
            UNKNOWN,
            {"report_date": ["", DATE]},
        ),
        (
            {"report_date": "2026-01-06", "next_report": 1},
            UNKNOWN,
            {"report_date": ["", DATE]},
        ),
        ({"report_date": DATE, "next_report": 3}, "field_out_of_range", [1, 2]),
        ({"report_date": "", "next_report": 4}, "field_out_of_range", [1, 3]),
        ({"next_report": 1}, "field_missing", None),
        ({"report_date": DATE}, "field_missing", None),
    ],
)
def test_a_resume_that_cannot_be_complete_is_refused_and_its_session_closed(
    market: SmallFloor, options: Message, code: str, allowed: object
) -> None:
    alice = market.session("alice")
    market.ask(alice, order("buy", 7100, 1))
    before = len(market.floor.listeners)
    error, closing = refused_log_on(market, "alice", **options)
    assert (error["code"], error["allowed"]) == (code, allowed)
    assert closing.code == CloseCode.LOG_ON_REFUSED
    assert len(market.floor.listeners) == before
    assert len(market.ask(alice, {"op": "open_orders"})[0]["orders"]) == 1


def test_a_refused_log_on_cancels_nothing_when_its_session_ends(market: SmallFloor) -> None:
    alice = market.session("alice")
    market.ask(alice, order("buy", 7100, 1))
    wrong = {"report_date": "2026-01-04", "next_report": 1, "cancel_on_disconnect": True}
    refused_log_on(market, "alice", **wrong)
    assert len(market.ask(alice, {"op": "open_orders"})[0]["orders"]) == 1


def test_reports_of_a_day_that_never_was_are_refused_by_name(market: SmallFloor) -> None:
    alice, asked = market.session("alice"), {"op": "resume_reports", "from": 1}
    error = market.ask(alice, asked | {"report_date": "2026-01-04"})[0]["error"]
    assert (error["code"], error["field"]) == (UNKNOWN, "report_date")
    assert error["value"] == "2026-01-04"
    assert error["allowed"] == {"report_date": ["", DATE]}


def test_before_the_first_day_the_reports_have_an_empty_date(tmp_path: Path) -> None:
    with small_floor(tmp_path, market=False) as market:
        staff, bridge = market.session("exchange"), market.session("bridge")
        market.ask(staff, {"op": "open_account", "account": 1, "name": "Alice"})
        market.ask(bridge, {"op": "cash_in", "account": 1, "amount_fen": 5, "reference": 1})
        alice = market.session("alice", report_date="", next_report=1)
        told = [(each["report_date"], each["number"]) for each in market.reports(alice)]
        assert told == [("", 1)]


def test_what_was_not_told_of_a_day_is_told_before_the_next_one(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 4)
    monkeypatch.setattr(listeners, "REPORTS_PER_FRAME_MAX", 3)
    alice, vera = market.session("alice"), market.session("vera")
    orders = [order("buy", 7100, 1, client_order_id=f"a-{each}") for each in range(10)]
    market.ask(alice, *orders)
    witness = market.reports(vera)
    assert len(witness) == 10
    date = next_day(market)
    market.ask(alice, order("buy", 7100, 1, client_order_id="b"))
    told = market.reports(alice)
    places = [(report["report_date"], report["number"]) for report in told]
    assert places == [*((DATE, number) for number in range(1, 21)), (date, 1)]
    assert told[:10] == witness
    ids = [each["client_order_id"] for each in told if each["report"] == "cancelled"]
    assert ids == [f"a-{each}" for each in range(10)]


def test_a_session_too_many_days_behind_is_closed_as_a_slow_reader(
    market: SmallFloor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 1)
    monkeypatch.setattr(listeners, "DAYS_DUE_MAX", 2)
    alice, vera = market.session("alice"), market.session("vera")
    slow = []
    for _ in range(3):
        market.ask(alice, order("buy", 7100, 1), order("buy", 7100, 1))
        market.reports(vera)
        next_day(market)
        slow += [session for turn in market.turns for session in turn.too_slow]
    assert set(slow) == {alice}
    assert market.next_part(alice) is None
    assert len(market.reports(vera)) == 3 * 4


def three_days(folder: Path) -> list[Message]:
    """A venue that trades on three days, starts once more, and trades on; all reports of Alice."""
    told: list[Message] = []
    for life in range(2):
        with small_floor(folder, market=life == 0) as market:
            alice, bob = market.session("alice"), market.session("bob")
            for day in range(3 - life):
                orders = [
                    order("sell", 7800, 9, client_order_id=f"{life}{day}{each}")
                    for each in range(6)
                ]
                market.ask(alice, *orders, order("sell", 7801, 5))
                market.ask(bob, order("buy", 7800, 30))
                if day < 2 - life:
                    next_day(market)
            told += market.reports(alice)
    return told


def test_a_resume_at_any_place_of_any_day_brings_all_that_followed(tmp_path: Path) -> None:
    told = three_days(tmp_path)
    places = [(each["report_date"], each["number"]) for each in told]
    assert len(places) == len(set(places)) > 50
    sent = [each | {"replay": True, "received_ns": None} for each in told]
    with small_floor(tmp_path, market=False) as market:
        for place, (date, number) in enumerate(places):
            late = market.session("alice", report_date=date, next_report=number)
            assert market.reports(late) == sent[place:]
            market.run(gone=[late])
        date = max(date for date, _ in places if date < places[-1][0])
        last = max(number for day, number in places if day == date)
        late = market.session("alice", report_date=date, next_report=last + 1)
        again = market.reports(late)
        assert again == [each for each in sent if each["report_date"] > date]
        market.ask(market.session("alice"), order("buy", 7100, 1))
        assert [each["replay"] for each in market.reports(late)[len(again) :]] == [False]
        asked = {"op": "resume_reports", "report_date": places[3][0], "from": places[3][1]}
        market.pushed[late].clear()
        reply = market.ask(late, asked)[0]
        assert reply["report_date"] == places[-1][0]
        assert market.reports(late)[: len(sent) - 3] == sent[3:]


def test_memory_and_days_are_bounded_and_what_is_too_old_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = three_days(tmp_path)
    dates = sorted({each["report_date"] for each in told})
    monkeypatch.setattr("gateway.floor.report_days.REPORT_DAYS", 2)
    monkeypatch.setattr("gateway.floor.past_days.KEPT_BYTES_MAX", 1)
    monkeypatch.setattr("gateway.floor.past_days.SLICE_EVENTS", 7)
    monkeypatch.setattr("gateway.floor.past_days.ALL_EVENTS_MAX", 30)
    with small_floor(tmp_path, market=False) as market:
        first = dates[-3]
        for name in ("alice", "bob", "alice"):
            late = market.session(name, report_date=first, next_report=1)
            heard = [each["report_date"] for each in market.reports(late)]
            assert sorted(set(heard)) == dates[-3:]
            assert len(market.floor.directory.past._kept) == 1
        error, closing = refused_log_on(market, "alice", report_date=dates[0], next_report=1)
        assert (error["code"], error["allowed"]) == ("report_date_too_old", {"report_date": first})
        assert closing.code == CloseCode.LOG_ON_REFUSED


class Later(AtOnce):
    """An executor that waits with its work."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Any:
        self.jobs.append(work)

    def go_on(self) -> None:
        """Do what waits."""
        jobs, self.jobs = self.jobs, []
        for job in jobs:
            job()


def test_while_a_day_is_read_back_a_resume_is_refused_with_the_time_to_wait(
    tmp_path: Path,
) -> None:
    told = three_days(tmp_path)
    first = {"report_date": told[0]["report_date"], "next_report": told[0]["number"]}
    with small_floor(tmp_path, market=False) as market:
        later = market.floor.directory.past._aside = Later()
        for _ in range(2):  # the day is looked for, then its reports are collected
            for _ in range(2):
                error, _ = refused_log_on(market, "alice", **first)
                assert (error["code"], error["retry_after_ms"]) == ("reports_not_ready", 100)
            assert len(later.jobs) == 1
            later.go_on()
        assert len(market.reports(market.session("alice", **first))) == len(told)


def test_a_day_whose_reading_failed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = three_days(tmp_path)
    first = {"report_date": told[0]["report_date"], "next_report": told[0]["number"]}
    with small_floor(tmp_path, market=False) as market:
        monkeypatch.setattr("gateway.floor.past_days.collect_all", lambda *_: 1 / 0)
        error, _ = refused_log_on(market, "alice", **first)
        assert error["code"] == "internal_error"
        monkeypatch.undo()
        assert len(market.reports(market.session("alice", **first))) == len(told)


class Reader:
    """A client that reads slowly, loses its connection, and goes on with its reports.

    `heard`: the places of the reports.
    """

    def __init__(self) -> None:
        self.session: Session | None = None
        self.place: tuple[str, int] | None = None
        self.heard: list[tuple[str, int]] = []

    def log_on(self, market: SmallFloor, name: str) -> None:
        """Go on where it was."""
        place = self.place or (format_date(market.floor.directory.date), 1)
        self.session = market.session(name, report_date=place[0], next_report=place[1])

    def take(self, market: SmallFloor) -> None:
        """Hear what was sent."""
        assert self.session is not None
        for report in [each for each in market.pushed[self.session] if each["type"] == "report"]:
            self.heard.append((report["report_date"], report["number"]))
            self.place = (report["report_date"], report["number"] + 1)
        market.pushed[self.session].clear()

    def pull(self, market: SmallFloor, frames: int) -> None:
        """Hear up to `frames` more frames of its backlog."""
        self.take(market)
        for _ in range(frames):
            assert self.session is not None
            frame = market.next_part(self.session)
            if frame is None:
                return
            market.push(self.session, frame)
            self.take(market)


def heard_by(folder: Path, seed: int) -> tuple[Reader, dict[str, int]]:
    """A reader after some days, and how many reports each day had."""
    dice, reader, counts = Random(seed), Reader(), dict[str, int]()
    for restart in range(3):
        with small_floor(folder, market=restart == 0) as market:
            bob, staff = market.session("bob"), market.session("exchange")
            reader.log_on(market, "victor")
            for _ in range(12):
                match dice.choice(("trade", "trade", "pull", "pull", "day", "lost")):
                    case "trade":
                        market.ask(bob, *[order("buy", 7100, 1)] * dice.randrange(1, 9))
                    case "pull":
                        reader.pull(market, dice.randrange(3))
                    case "day":
                        market.ask(staff, *CLOSING)
                        counts |= count_of(market)
                        begin_day(market)
                    case "lost":
                        reader.take(market)
                        market.run(gone=[reader.session])  # type: ignore[list-item]
                        reader.log_on(market, "victor")
                counts |= count_of(market)
            reader.pull(market, 2 if restart < 2 else 1_000)
    return reader, counts


def count_of(market: SmallFloor) -> dict[str, int]:
    """How many reports account 2 has had on the day that runs."""
    date = format_date(market.floor.directory.date)
    return {date: market.floor.directory.streams.next_number(2) - 1}


def losses(reader: Reader, counts: dict[str, int]) -> set[tuple[str, int]]:
    """The reports that were not heard, or not in order."""
    told = [(date, number) for date in counts for number in range(1, counts[date] + 1)]
    if reader.heard == told:
        return set()
    return set(told) - set(reader.heard) or {("order", 0)}


@pytest.mark.parametrize("seed", range(8))
def test_no_report_is_lost_over_restarts_and_days(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 5)
    monkeypatch.setattr(listeners, "REPORTS_PER_FRAME_MAX", 3)
    reader, counts = heard_by(tmp_path, seed)
    assert losses(reader, counts) == set()


def test_a_campaign_against_listeners_that_begin_each_day_anew_finds_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forget(self: listeners.Listeners, _ended: Any) -> list[Session]:
        for listener in self._by_session.values():
            listener.next, listener.replay_before, listener.live = 1, 1, True
        return []

    monkeypatch.setattr(listeners.Listeners, "begin_day", forget)
    monkeypatch.setattr(listeners, "LIVE_REPORTS_MAX", 5)
    monkeypatch.setattr(listeners, "REPORTS_PER_FRAME_MAX", 3)
    runs = [heard_by(tmp_path / str(seed), seed) for seed in range(8)]
    assert any(losses(*run) for run in runs)


def take_back(market: SmallFloor, date: str) -> None:
    """Undo the day that runs."""
    act = {"op": "take_back_day", "date": date, "confirm": True, "reason": "test"}
    assert market.ask(market.session("exchange"), act)[0]["ok"]


def start(market: SmallFloor, date: str) -> None:
    """Start a day once more, or another."""
    begin = {"op": "start_day", "date": date, "override": True, "reason": "test"}
    acts = (begin, {"op": "set_phase", "phase": "morning"})
    assert all(reply["ok"] for reply in market.ask(market.session("exchange"), *acts))


def told_of(market: SmallFloor, date: str, first: int = 1) -> list[tuple[str, int, str]]:
    """Date, number and kind of Alice's reports, asked for again."""
    session = market.session("alice", report_date=date, next_report=first)
    reports = market.reports(session)
    market.run(gone=[session])
    return [(each["report_date"], each["number"], each["report"]) for each in reports]


def test_a_day_that_is_taken_back_and_starts_again_goes_on_with_its_numbers(tmp_path: Path) -> None:
    with small_floor(tmp_path) as market:
        alice = market.session("alice")
        for _ in range(2):
            market.ask(alice, order("buy", 7100, 1, client_order_id="a"))
            take_back(market, DATE)
            assert len(told_of(market, DATE)) == len(market.reports(alice))
            start(market, DATE)
        assert market.ask(alice, order("buy", 7100, 1, client_order_id="a"))[0]["report"] == 5
        kinds = ["entered", "cancelled", "entered", "cancelled", "entered"]
        wanted = [(DATE, number, kind) for number, kind in enumerate(kinds, 1)]
        assert told_of(market, DATE) == wanted
    for _ in range(2):
        with small_floor(tmp_path, market=False) as market:
            assert told_of(market, DATE) == wanted
            assert told_of(market, DATE, 4) == wanted[3:]
            alice = market.session("alice")
            number = market.ask(alice, order("buy", 7100, 1))[0]["report"]
            wanted.append((DATE, number, "entered"))
            assert number == len(wanted)


def test_another_day_started_in_the_place_of_one_taken_back_begins_at_one(tmp_path: Path) -> None:
    other = "2026-01-06"
    with small_floor(tmp_path) as market:
        alice = market.session("alice")
        market.ask(alice, order("buy", 7100, 1))
        take_back(market, DATE)
        assert market.ask(alice, {"op": "status"})[0]["date"] == ""
        start(market, other)
        assert market.ask(alice, order("buy", 7100, 1))[0]["report"] == 1
        assert told_of(market, other) == [(other, 1, "entered")]
    with small_floor(tmp_path, market=False) as market:
        assert told_of(market, other) == [(other, 1, "entered")]
        whole = [(DATE, 1, "entered"), (DATE, 2, "cancelled"), (other, 1, "entered")]
        assert told_of(market, DATE) == whole
