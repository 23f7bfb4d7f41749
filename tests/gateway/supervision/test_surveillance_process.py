"""Surveillance as a process of its own, with a gateway: killed amid a day it comes to the same
cases.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from gateway.cli import root
from gateway.protocol.exit_codes import ExitCode
from gateway.supervision.surveillance.case_posts import CaseChanges
from gateway.supervision.surveillance.case_proof import IN_LOG, proofs
from gateway.supervision.surveillance.case_records import Act, Case
from gateway.supervision.surveillance.cases import Cases
from gateway.supervision.surveillance.findings import latest
from gateway.supervision.surveillance.past_days import judged
from gateway.supervision.surveillance.thresholds import read_settings
from tests.gateway.small_venue import CLOSE, SmallVenue, order, small_venue
from tests.gateway.supervision.test_cases import FOUND

WAIT_S = 60
LOOK_S = 0.05
PATIENT = "[matched_pairs]\nwithin = 600\n"  # for a busy machine


def command(venue: SmallVenue) -> tuple[str, ...]:
    where = ("--data", str(venue.folder), "--gateway", venue.hub.url, "--port", "0")
    key = ("--key", str(venue.folder / "keys" / "feed.pem"))
    return (sys.executable, "-m", "gateway.supervision.surveillance", *where, *key)


@asynccontextmanager
async def running(venue: SmallVenue) -> AsyncIterator[tuple[Process, str]]:
    """The process, once it is ready, and its address; it is killed at the end."""
    process = await asyncio.create_subprocess_exec(*command(venue), stdout=PIPE)
    assert process.stdout is not None
    try:
        said: dict[str, str] = {}
        while "url" not in said:
            said = json.loads(await asyncio.wait_for(process.stdout.readline(), WAIT_S))
        yield process, said["url"].replace("ws://", "http://")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def pairs(venue: SmallVenue, count: int) -> None:
    """Matched pairs, by sessions of their own: an idle one would be closed."""
    alice, bob = await venue.caller("alice"), await venue.caller("bob")
    for _ in range(count):
        assert (await alice.ask(**order("sell", 7850, 10)))["ok"]
        assert (await bob.ask(**order("buy", 7850, 10)))["ok"]


async def seen(data: Path, wanted: Callable[[list[Case]], bool]) -> list[Case]:
    """The cases, once they are as they should be."""
    with Cases(data) as cases:
        async with asyncio.timeout(WAIT_S):
            while not wanted(found := cases.all()):
                await asyncio.sleep(LOOK_S)
    return found


def acts(case: Case) -> list[Act]:
    return [each.act for each in case.history]


async def case(venue: SmallVenue, *words: str) -> str:
    """What `ceax case 1 ...` prints, with the exchange's key."""
    key = str(venue.folder / "keys" / "exchange.pem")
    where = ("--data", str(venue.folder), "--url", venue.hub.url, "--key", key)
    result = await asyncio.to_thread(CliRunner().invoke, root(), ["case", "1", *words, *where])
    assert result.exit_code == 0, result.output
    return result.stdout


async def test_killed_amid_a_day_it_comes_to_the_same_cases(tmp_path: Path) -> None:
    (tmp_path / "surveillance.toml").write_text(PATIENT)
    async with small_venue(tmp_path) as venue:
        async with running(venue):
            await pairs(venue, 5)
            await seen(tmp_path, lambda cases: len(cases) == 1)
            inquiry = ("inquiry", "why so often?", "--until", "2026-01-04")
            assert await case(venue, *inquiry) == "case 1 is open, inquiry 问询 until 2026-01-04\n"
        await pairs(venue, 5)
        said = await case(venue, "note", "by letter of today")
        assert "journalled" in said
        async with running(venue) as (_, url):
            grown = [Act.OPENED, Act.MEASURED, Act.GROWN, Act.NOTED]
            await seen(tmp_path, lambda cases: sorted(acts(cases[0])) == sorted(grown))
            await served(venue, tmp_path)
            ready = await asyncio.to_thread(urllib.request.urlopen, f"{url}/readyz")
            assert json.load(ready)["conditions"]["gateway"]["says"] == "followed"
            metrics = await asyncio.to_thread(urllib.request.urlopen, f"{url}/metrics")
            assert b"ceax_overdue_answers 1.0" in metrics.read()
            await pairs(venue, 1)
            restriction = ("restriction", "no answer", "--account", "1", "--until", "2026-01-09")
            exchange = await venue.caller("exchange")
            foreseen = json.loads(await case(venue, *restriction, "--dry-run", "--json"))
            named = [(each["op"], each.get("account")) for each in foreseen]
            assert named == [("suspend", 1), ("case_act", None)] and foreseen[1]["dry_run"]
            said = await case(venue, *restriction, "--dry-run")
            assert said.count("nothing has been done") == 2 and "suspend" in said
            assert (await exchange.ask("supervision"))["suspended"] == []
            await case(venue, *restriction)
            assert (await exchange.ask("supervision"))["suspended"] == [1]
            await exchange.ask(**CLOSE)
            await exchange.ask("end_day")
            (last,) = await seen(tmp_path, lambda cases: len(cases[0].history) == 7)
            await served(venue, tmp_path)
        async with running(venue) as (process, _):
            assert last.holds == ("suspended 1",)
            await case(venue, "lift", "answered")
            (last,) = await seen(tmp_path, lambda cases: len(cases[0].history) == 9)
            assert (last.holds, (await exchange.ask("supervision"))["suspended"]) == ((), [])
            process.terminate()
            assert await process.wait() == ExitCode.DONE
    with Cases(tmp_path) as cases:
        assert cases.all() == [last]
        assert cases.place() is not None
        assert all(each.sound and each.proven == IN_LOG for each in proofs(tmp_path, [last]))
    (found,) = latest(judged(tmp_path / "log", 20_260_105, 20_260_105, read_settings(tmp_path)))
    assert found.sentence == last.finding.words
    assert found.sentence.startswith("Alice (1) and Bob (2) traded 11 times")
    assert (found.evidence, found.accounts) == (last.finding.evidence, last.accounts)
    written_by_hand(tmp_path, last)


async def served(venue: SmallVenue, data: Path) -> None:
    """The gateway serves the case to the staff as it is kept, with its evidence from the log."""
    with CaseChanges(data) as changes:
        (wanted,) = changes.posted_after(0, 9)
    exchange = await venue.caller("exchange")
    evidence = wanted.pop("evidence")
    async with asyncio.timeout(WAIT_S):
        while (await exchange.ask("cases"))["last"] < wanted["change"]:
            await asyncio.sleep(LOOK_S)
    case = await exchange.ask("case", case_number=1)
    assert {name: case[name] for name in wanted} == wanted
    page = await exchange.ask("case_events", case_number=1)
    assert [each["sequence"] for each in page["events"]] == sorted(evidence)
    assert "fill" in {each["kind"] for each in page["events"]}


def written_by_hand(data: Path, last: Case) -> None:
    """A line that no key has asked for is found, and one that is missing."""
    forged = last.history[1]._replace(words="nothing is asked")
    changed = replace(last, history=(last.history[0], forged, *last.history[2:]))
    found = [(each.act, each.sound) for each in proofs(data, [changed]) if not each.sound]
    assert found == [("measured", False), ("measured", False)]


async def refusal(venue: SmallVenue) -> bytes:
    """What the process logs that ends because no new start mends what it finds."""
    process = await asyncio.create_subprocess_exec(*command(venue), stdout=PIPE, stderr=PIPE)
    _, said = await asyncio.wait_for(process.communicate(), WAIT_S)
    assert process.returncode == ExitCode.REFUSED, said
    return said


async def test_what_no_new_start_mends_ends_it_with_a_code_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "surveillance.toml").write_text("[matched]\n")
    async with small_venue(tmp_path) as venue:
        wanted = b"there is no rule 'matched'; the nearest is matched_pairs"
        assert wanted in await refusal(venue)
        (tmp_path / "surveillance.toml").unlink()
        with Cases(tmp_path) as cases:
            cases.record([FOUND._replace(sequence=1_000)])
        wanted = b"cases.sqlite3 with 1000: it was restored to an earlier moment"
        assert wanted in await refusal(venue)
