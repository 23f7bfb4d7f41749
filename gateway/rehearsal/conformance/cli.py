"""`ceax conform`: examine a member's program."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import Styled, json_line, line, table
from gateway.client import Session, connect
from gateway.protocol.private_keys import KeyFile
from gateway.rehearsal.conformance.asked import ASKED
from gateway.rehearsal.conformance.examination import Report, examine
from gateway.rehearsal.conformance.record import Record
from gateway.rehearsal.conformance.relay import Relay
from gateway.rehearsal.conformance.situations import Stage
from gateway.rehearsal.conformance.times import Times
from gateway.rehearsal.conformance.verdicts import Outcome
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.gate import Gate
from gateway.rehearsal.running import run_to_the_end

app = typer.Typer()

NAMES = tuple(each.name for each in ASKED)
OPEN_PHASES = ("morning", "afternoon")
COLOURS = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.NOT_SHOWN: "yellow"}
FAILED = 1  # exit code
STOP_S = 5.0  # for a program, to end in order


@dataclass(frozen=True)
class Wish:
    """What is to be examined: the venue, the key, and how."""

    url: str
    key: Path
    feed_url: str | None
    port: int
    feed_port: int
    without: tuple[str, ...]
    times: Times
    program: tuple[str, ...]


@app.command(
    epilog=(
        "Example: ceax conform --url ws://127.0.0.1:9101 --key you.pem --json -- python maker.py"
    ),
    context_settings={"allow_interspersed_args": False},
)
def conform(
    url: Annotated[str, typer.Option(help="Address of the gateway, ws://.", envvar="CEAX_URL")],
    key: Annotated[
        Path, typer.Option(help="Key file of the program's account.", envvar="CEAX_KEY")
    ],
    program: Annotated[
        list[str] | None,
        typer.Argument(
            help="Command that starts the program; it finds CEAX_URL, CEAX_KEY, CEAX_FEED_URL."
        ),
    ] = None,
    feed_url: Annotated[
        str | None, typer.Option(help="Address of the feed, to see what its loss does.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the program connects; 0: a free port.")
    ] = 0,
    feed_port: Annotated[int, typer.Option(min=0, max=65535, help="The same for the feed.")] = 0,
    without: Annotated[
        list[str] | None,
        typer.Option(help=f"Leave one out; may be repeated. They are: {', '.join(NAMES)}."),
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1, help="How long an order of the program is waited for, s.")
    ] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Examine a member's program: what a venue asks of it before it may trade.

    The program trades as it always does, through the address that is printed; each situation is
    brought about once. Do it at a sandbox or a test venue. Ends with 0 when everything that was
    asked was seen to be done right, else with 1.
    """
    if unknown := set(without or ()) - set(NAMES):
        raise typer.BadParameter(f"{unknown.pop()!r} is not asked; it is one of {', '.join(NAMES)}")
    left_out, words = tuple(without or ()), tuple(program or ())
    wish = Wish(url, key, feed_url, port, feed_port, left_out, Times(patience), words)
    report = run_to_the_end(examined(wish))
    if as_json:
        json_line(report.as_data(), indent=1)
    else:
        show(report)
    raise typer.Exit(0 if report.passed else FAILED)


async def examined(wish: Wish) -> Report:
    """The report of an examination. Raises RehearsalError where none can begin, and the client's
    errors.
    """
    if not wish.url.startswith("ws://"):
        raise RehearsalError(
            "an examiner sits between program and venue, which TLS shows: use ws://",
            field="url",
            value=wish.url,
        )
    async with AsyncExitStack() as stack:
        own = await stack.enter_async_context(connect(wish.url, KeyFile.load(wish.key)))
        await _require_open(own)
        relay = Relay(wish.url, Record())
        url = await stack.enter_async_context(relay.opened(wish.port))
        feed = Gate(wish.feed_url) if wish.feed_url else None
        feed_url = await stack.enter_async_context(feed.opened(wish.feed_port)) if feed else ""
        process = await stack.enter_async_context(_program(wish, url, feed_url))

        def has_ended() -> bool:
            return process is not None and process.returncode is not None

        stage = Stage(relay, own.account, wish.times, feed, has_ended)
        found = await examine(stage, wish.without, _tell)
        if process is not None and has_ended():
            line(f"the program has ended by itself, with {process.returncode}", error=True)
        return Report(own.venue, own.account, found, wish.without)


async def _require_open(own: Session) -> None:
    phase = (await own.request("status"))["phase"]
    if phase not in OPEN_PHASES:
        rule = f"the venue is in phase {phase}: a program is examined while orders are taken"
        raise RehearsalError(rule, field="phase", value=phase, allowed=OPEN_PHASES)


def _tell(name: str) -> None:
    line(f"examining: {name}", error=True)


@asynccontextmanager
async def _program(
    wish: Wish, url: str, feed_url: str
) -> AsyncIterator[asyncio.subprocess.Process | None]:
    """The program while it runs, started here where there is a command for it."""
    if not wish.program:
        line(f"Let the program connect to {url} {feed_url}".rstrip(), error=True)
        yield None
        return
    given = {"CEAX_URL": url, "CEAX_KEY": str(wish.key), "CEAX_FEED_URL": feed_url}
    process = await _started(wish.program, given)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _started(words: Sequence[str], given: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*words, env=os.environ | given)


def show(report: Report) -> None:
    """Print a report as a table."""
    rows = []
    for each in report.found:
        outcome = each.verdict.outcome
        styled = Styled(outcome.value, COLOURS[outcome])
        rows.append((each.asked.name, styled, "; ".join(each.verdict.seen)))
    line(f"venue {report.venue}, account {report.account}")
    table(("asked", "outcome", "seen"), rows)
    for name in report.left_out:
        line(f"not asked: {name}")
    line("everything asked was done right" if report.passed else "not everything asked was shown")
