"""Reports and events over a socket, from a server that loses some on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from gateway.client import ConnectionLost, EventsMissing, ReportsLost, connect, streams
from gateway.protocol import private_keys, wire

Message = dict[str, Any]


MONDAY, TUESDAY = "2026-01-05", "2026-01-06"


def report(number: int, replay: bool = False, date: str = MONDAY) -> Message:
    head = {"type": "report", "report_date": date, "number": number, "replay": replay}
    return head | {"report": "fill"}


def events(first: int, last: int) -> Message:
    return {
        "type": "events",
        "first": first,
        "last": last,
        "events": [{"sequence": n} for n in range(first, last + 1)],
    }


def venue_with(kept: int) -> Callable[[Message], Message]:
    """An answer to every request, from a venue that has sent `kept` reports today."""

    def answer(request: Message) -> Message:
        told = {"role": "member", "account": 7, "venue": "test"}
        told |= {"report_date": MONDAY, "next_report": kept + 1}
        return {"type": "reply", "ok": True} | told

    return answer


async def first_of(iterator: AsyncIterator[Any], count: int) -> list[Any]:
    taken = []
    async for item in iterator:
        taken.append(item)
        if len(taken) == count:
            break
    return taken


async def push(venue: Any, *messages: Message) -> None:
    await venue.sockets[-1].send(wire.encode(list(messages), False))


def numbers(reports: list[Message]) -> list[int]:
    return [each["number"] for each in reports]


def replays(venue: Any, last: int, date: str = MONDAY) -> Callable[[Message], Message]:
    """An answer to `resume_reports` that sends the reports of `date` alone, up to `last`, again."""

    def answer(request: Message) -> Message:
        if request["op"] == "resume_reports":
            if request["report_date"] != date:
                error = {"code": "report_date_too_old", "allowed": {"report_date": date}}
                return {"type": "reply", "ok": False, "error": error}
            again = [report(number, True, date) for number in range(request["from"], last + 1)]
            asyncio.get_running_loop().create_task(push(venue, *again or [{"type": "heartbeat"}]))
        return {"type": "reply", "ok": True, "report_date": date, "next_report": last + 1}

    return answer


async def test_reports_come_in_order_from_the_first_that_arrives(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(4)) as venue, connect(venue.url, alice) as session:
        await push(venue, report(5), report(6))
        assert numbers(await first_of(session.reports(), 2)) == [5, 6]


async def test_a_hole_in_the_reports_is_filled_by_asking_again(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        venue.answer = replays(venue, 4)
        await push(venue, report(1), report(4))
        assert numbers(await first_of(session.reports(), 4)) == [1, 2, 3, 4]


async def test_reports_that_found_no_room_are_asked_for_again(
    scripted: Any,
    alice: private_keys.PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams.ReportStream.__init__, "__defaults__", (3,))
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        venue.answer = replays(venue, 10)
        await push(venue, *(report(number) for number in range(1, 11)))
        await session.operations.status()
        assert numbers(await first_of(session.reports(), 10)) == list(range(1, 11))


async def test_reports_sent_twice_are_given_once(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    first = (MONDAY, 1)
    async with scripted(venue_with(2)) as venue, connect(venue.url, alice, resume=first) as session:
        await push(
            venue, report(1, True), report(2, True), report(1, True), report(2, True), report(3)
        )
        assert numbers(await first_of(session.reports(), 3)) == [1, 2, 3]


async def test_a_new_day_begins_at_one(scripted: Any, alice: private_keys.PrivateKey) -> None:
    async with scripted(venue_with(7)) as venue, connect(venue.url, alice) as session:
        await push(venue, report(8), report(1, date=TUESDAY), report(2, date=TUESDAY))
        assert numbers(await first_of(session.reports(), 3)) == [8, 1, 2]
        assert session.next_report == (TUESDAY, 3)


async def test_all_of_today_is_asked_for_under_the_date_that_the_venue_says(
    scripted: Any,
    alice: private_keys.PrivateKey,
) -> None:
    async with scripted(venue_with(2)) as venue, connect(venue.url, alice, today=True) as session:
        venue.answer = replays(venue, 2)
        assert session.next_report == (MONDAY, 1)
        assert numbers(await first_of(session.reports(), 2)) == [1, 2]
        asked = [each for frame in venue.frames for each in frame if each["op"] == "resume_reports"]
        assert [(each["report_date"], each["from"]) for each in asked] == [(MONDAY, 1)]


async def test_a_session_says_where_the_next_one_goes_on(
    scripted: Any,
    alice: private_keys.PrivateKey,
) -> None:
    async with scripted(venue_with(4)) as venue:
        async with connect(venue.url, alice) as session:
            assert session.next_report == (MONDAY, 5)
            await push(venue, report(5), report(6), report(7))
            await first_of(session.reports(), 2)
        async with connect(venue.url, alice, resume=session.next_report) as session:
            assert session.next_report == (MONDAY, 7)
        log_ons = [each for frame in venue.frames for each in frame if each["op"] == "log_on"]
        assert (log_ons[-1]["report_date"], log_ons[-1]["next_report"]) == (MONDAY, 7)
        assert "report_date" not in log_ons[0]


async def test_reports_that_found_no_room_before_a_new_day_are_asked_for_again(
    scripted: Any,
    alice: private_keys.PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams.ReportStream.__init__, "__defaults__", (2,))
    refusals = iter([True, False, False, False, False])

    def answer(request: Message) -> Message:
        if request["op"] == "resume_reports" and next(refusals):
            error = {"code": "reports_not_ready", "retry_after_ms": 20}
            return {"type": "reply", "ok": False, "error": error}
        if request["op"] == "resume_reports":
            assert request["report_date"] == MONDAY
            again = [report(number, True) for number in range(request["from"], 4)]
            tuesday = report(1, True, TUESDAY)
            asyncio.get_running_loop().create_task(push(venue, *again, tuesday))
        return venue_with(0)(request)

    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        await push(venue, report(1), report(2), report(3), report(1, date=TUESDAY))
        await session.operations.status()
        venue.answer = answer
        assert numbers(await first_of(session.reports(), 4)) == [1, 2, 3, 1]


async def test_a_log_on_waits_for_reports_that_are_read_back(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    refusals = iter([True, False])

    def answer(request: Message) -> Message:
        if next(refusals):
            error = {"code": "reports_not_ready", "retry_after_ms": 20}
            return {"type": "reply", "ok": False, "error": error}
        return venue_with(0)(request)

    async with scripted(answer) as venue, connect(venue.url, alice, resume=(MONDAY, 1)) as session:
        assert session.next_report == (MONDAY, 1)


async def test_reports_that_are_not_sent_any_more_are_an_error(
    scripted: Any,
    alice: private_keys.PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams.ReportStream.__init__, "__defaults__", (2,))
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        await push(venue, report(1), report(2), report(3))
        await session.operations.status()
        venue.answer = replays(venue, 1, TUESDAY)
        with pytest.raises(ReportsLost, match="of 2026-01-05 from 3 on"):
            await first_of(session.reports(), 3)
        assert numbers(await first_of(session.reports(), 1)) == [1]


async def test_reports_end_with_the_connection(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        await push(venue, report(1))
        await venue.sockets[0].close(4009, "slow_reader")
        taken = session.reports()
        assert (await anext(taken))["number"] == 1
        with pytest.raises(ConnectionLost, match="4009, slow_reader"):
            await anext(taken)


async def test_reports_end_quietly_when_the_session_is_left(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(0)) as venue:
        async with connect(venue.url, alice) as session:
            reading = asyncio.create_task(first_of(session.reports(), 1))
            await asyncio.sleep(0)
        assert await reading == []


async def test_states_are_given_as_they_change(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    state = {"type": "state", "date": "2026-01-05", "venue_halted": False, "halted": []}
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        await push(venue, state | {"phase": "morning"}, state | {"phase": "lunch"})
        assert [each["phase"] for each in await first_of(session.states(), 2)] == [
            "morning",
            "lunch",
        ]


async def test_events_are_followed_from_a_number(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        taken = session.events(from_=3)
        first = asyncio.create_task(anext(taken))
        while not any(request["op"] == "follow" for frame in venue.frames for request in frame):
            await asyncio.sleep(0.01)
        await push(venue, events(3, 5), events(6, 6))
        assert (await first)["last"] == 5
        assert (await anext(taken))["first"] == 6
    assert {"op": "follow", "from": 3, "id": 2} in venue.frames[1]


async def test_a_hole_in_the_events_is_an_error(
    scripted: Any, alice: private_keys.PrivateKey
) -> None:
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        reading = asyncio.create_task(first_of(session.events(from_=1), 2))
        while len(venue.frames) < 2:
            await asyncio.sleep(0.01)
        await push(venue, events(1, 2), events(4, 5))
        with pytest.raises(EventsMissing, match="event 3 is missing"):
            await reading


async def test_a_slow_reader_of_events_holds_up_the_server_and_misses_nothing(
    scripted: Any,
    alice: private_keys.PrivateKey,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams.EventStream.__init__, "__defaults__", (8, 4))
    async with scripted(venue_with(0)) as venue, connect(venue.url, alice) as session:
        taken = session.events(from_=1)
        first = asyncio.create_task(anext(taken))
        while len(venue.frames) < 2:
            await asyncio.sleep(0.01)

        async def flood() -> None:
            for number in range(1, 201):
                await push(venue, events(number, number))

        flooding = asyncio.create_task(flood())
        assert (await first)["first"] == 1
        await asyncio.sleep(0.1)
        assert [(await anext(taken))["first"] for _ in range(199)] == list(range(2, 201))
        await flooding
