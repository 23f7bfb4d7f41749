"""Every command of `ceax` that prints shows a stranger's text as text: names, notes, grounds.

The list of commands is that of `test_every_command`, where a new command must be entered. What the
servers would refuse at their doors (control characters, marks of direction) is written into the
registry's tables and the list of keys directly, as an older version could have left it there.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pytest
from sqlalchemy import create_engine
from typer.testing import CliRunner

from engine.texts.visible import json_text, on_paper, visible, visible_lines
from gateway.cli import main
from gateway.client import connect
from gateway.client.endpoints import local_key, read_endpoints
from gateway.protocol.errors import GatewayError
from settlement_bridge.store import chain
from settlement_bridge.store.registry_tables import metadata
from tests.engine.texts.hostile import is_harmless
from tests.gateway.test_every_command import APP, DATE, READING, settled

NAME, OTHER, NOTE, MARK = "[/x]碳", "=1+1[link=x]", "[/red]:bomb:", "[b]"
ACTING = "\x1b[2J\n\u202e\u200b\x9b碳"
TITLED = ["--title", NAME, "--document", NOTE]
A_DAY = [
    ["open-account", "1", NAME],
    ["open-account", "2", OTHER],
    ["keys", "new", "m1", "--role", "member", "--account", "1", "--name", NAME],
    ["keys", "new", "m2", "--role", "member", "--account", "2", "--name", OTHER],
    ["registry", "open-account", "1", NAME],
    ["registry", "open-account", "2", OTHER],
    ["registry", "deposit", "1", "100000.00"],
    ["registry", "allocate", "2", "CEA25", "500000"],
    ["registry", "name-representative", "1", MARK, "--document", NOTE],
    ["registry", "rights", "set", "1", "m1", OTHER, *TITLED, "--right", "read"],
    [*["registry", "bank", "set-account", "1"], OTHER, "@bank", "=7x", "--document", NOTE],
    ["list-instrument", "CEA25", "--number", "25", "--base-price", "78.00"],
    ["start-day", DATE],
    ["registry", "transfer-in", "2", "CEA25", "300000"],
    ["phase", "morning"],
    ["phase", "lunch"],
    ["phase", "afternoon"],
]
INTENT = ["block", "post", "sell", "CEA25", "78.00", "100000", "--key", "m2", "--note"]
TALK = ["block", "talk", "INTENT", "77.00", "100000", "--key", "m1", "--note"]
A_CLOSE = [["phase", "closed"], ["end-day"]]
AFTER = [
    ["registry", "freeze", "2", "CEA25", "5", "--document", NOTE, "--note", OTHER],
    ["registry", "bank", "to-registry", "1", "10.00"],
    ["registry", "bank", "request", "1", "5.00"],
    ["registry", "objections", "file", "1", DATE, NAME, "--key", "m1"],
]
# Columns of the registry, of whichever table, that hold what a stranger wrote.
WORDS = {"name", "title", "document", "note", "text", "reason", "holder", "bank", "bank_account"}
WORDS |= {"payer_name", "payer_account", "named", "after", "before"}
LEFT_OUT: set[tuple[str, str]] = set()  # command and field of texts that only the JSON has


REACHED = {"accounts", "orders", "block list", "block dialogues", "log show", "keys list"}
REACHED |= {f"registry {word}" for word in ("entities", "entity", "events", "statement")}
REACHED |= {f"registry {word}" for word in ("objections list", "rights list", "bank account")}
REACHED |= {"registry bank payments"}


class Printed(NamedTuple):
    """What a command printed for people and for programs, and its exit codes."""

    table: str
    json: str
    codes: tuple[int, int]


def ceax(data: Path, *words: str) -> Any:
    """One command on a venue."""
    runner = CliRunner(env={"CEAX_DATA": str(data), "COLUMNS": "400"})
    return runner.invoke(APP, list(words))


def run(data: Path, *words: str) -> str:
    """One command that has to succeed: what it printed."""
    done = ceax(data, *words)
    assert done.exit_code == 0, f"{words}: {done.output} {done.exception!r}"
    return done.stdout


async def an_order(data: Path) -> None:
    fields = {"instrument": "CEA25", "side": "buy", "price": 7800, "quantity": 1}
    async with connect(read_endpoints(data).gateway, local_key(data, "m1")) as session:
        await session.request("new_order", client_order_id="[/red]=1", **fields)


def scribble(data: Path) -> None:
    """Add what no server would take to every text of the registry, whose hash chain begins again
    with it, and to the names of the keys.
    """
    path = data / "registry" / "registry.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        for table in metadata.sorted_tables:
            for column in WORDS & set(table.columns.keys()):
                text = f"UPDATE {table.name} SET {column} = {column} || ? WHERE {column} != ''"
                database.execute(text, [ACTING])
        database.execute("DELETE FROM links")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        chain.take_over(connection, "texts that no server would take", time.time_ns)
    engine.dispose()
    keys = json.loads((data / "keys.json").read_text(encoding="utf-8"))
    scribbled = json.dumps(keys).replace(json.dumps(OTHER)[1:-1], json.dumps(OTHER + ACTING)[1:-1])
    (data / "keys.json").write_text(scribbled, encoding="utf-8")


def printed(data: Path, commands: Iterable[str] = READING) -> dict[str, Printed]:
    """What reading commands print."""
    found = {}
    for command in commands:
        more = READING[command]
        words = [*command.split(), *(str(data) if word == "DATA" else word for word in more)]
        if command == "log show":
            words = [*command.split(), str(data)]
        table, as_json = ceax(data, *words), ceax(data, *words, "--json")
        for done in (table, as_json):
            assert done.exception is None or isinstance(done.exception, (SystemExit, GatewayError))
        found[command] = Printed(table.output, as_json.stdout, (table.exit_code, as_json.exit_code))
    return found


@pytest.fixture(scope="module")
def stages(house: Path) -> list[dict[str, Printed]]:
    """What the commands print of a venue of hostile texts: while it trades, then settled."""
    for words in A_DAY:
        run(house, *words)
    intent = str(json.loads(run(house, *INTENT, NOTE, "--json"))["intent"])
    run(house, *(intent if word == "INTENT" else word for word in TALK), OTHER)
    asyncio.run(an_order(house))
    open_day = printed(house, [each for each in READING if each.startswith(("block", "orders"))])
    for words in A_CLOSE:
        run(house, *words)
    asyncio.run(settled(house))
    for words in AFTER:
        run(house, *words)
    scribble(house)
    return [open_day, printed(house)]


def texts_in(content: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data, with the field it is in."""
    if isinstance(content, str):
        yield field, content
    for name, value in content.items() if isinstance(content, dict) else ():
        yield from texts_in(value, name)
    for value in content if isinstance(content, list) else ():
        yield from texts_in(value, field)


def is_hostile(text: str) -> bool:
    return visible_lines(text) != text or text.startswith("=") or "[" in text


def lines_of_json(text: str) -> Any:
    return [json.loads(line) for line in text.splitlines() if line.startswith(("{", "["))]


every_command = pytest.mark.parametrize("command", READING)


@every_command
def test_no_text_of_a_stranger_ends_a_command(command: str, stages: Any) -> None:
    assert stages[1][command].codes == (0, 0), stages[1][command].table


@every_command
def test_what_a_command_prints_only_shows(command: str, stages: Any) -> None:
    for said in (stage[command] for stage in stages if command in stage):
        assert is_harmless(said.table)
        assert is_harmless(said.json)


@every_command
def test_a_table_shows_a_strangers_text_whole(command: str, stages: Any) -> None:
    missing = set()
    for said in (stage[command] for stage in stages if command in stage):
        for field, text in texts_in(lines_of_json(said.json)):
            forms = (visible(text), json_text(text))
            if is_hostile(text) and not any(form in said.table for form in forms):
                missing.add((command, field))
    assert missing - LEFT_OUT == set()


def test_the_hostile_texts_have_reached_the_commands(stages: Any) -> None:
    reached = {
        command
        for stage in stages
        for command, said in stage.items()
        if any(is_hostile(text) for _, text in texts_in(lines_of_json(said.json)))
    }
    assert reached >= REACHED


def test_no_cell_of_a_file_is_a_formula_or_acts(stages: Any, house: Path, tmp_path: Path) -> None:
    run(house, "registry", "bank", "cut", "--out", str(tmp_path))
    run(house, "registry", "audit", "--out", str(tmp_path / "audit.csv"))
    run(house, "registry", "statements", DATE, "--out", str(tmp_path), "--form", "csv")
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")}
    assert "payments-000001.csv" in files
    assert OTHER in files["payments-000001.csv"]
    for text in files.values():
        assert is_harmless(text)
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@")) or cell[:2] == "-7"]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_audit_of_them_is_whole(ending: str, stages: Any, house: Path, tmp_path: Path) -> None:
    path = tmp_path / f"audit.{ending}"
    run(house, "registry", "audit", "--out", str(path))
    assert is_harmless(path.read_text(encoding="utf-8"))
    assert "the registry has the same" in run(house, "registry", "verify-audit", str(path))


def test_a_hostile_name_stands_on_paper_as_text(stages: Any, house: Path, tmp_path: Path) -> None:
    path = tmp_path / "statement.pdf"
    words = ["registry", "statement", DATE, "--account", "1", "--form", "pdf"]
    run(house, *words, "--out", str(path))
    paper = pypdf.PdfReader(path)
    assert on_paper(NAME + ACTING) in paper.pages[0].extract_text()
    assert paper.metadata is not None
    assert visible(ACTING) in (paper.metadata.subject or "")


REFUSED = ["a\x1b[2J", "two\nlines", "\u202eabc", "[/x]" * 20]


@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_that_repeats_a_text_is_one_line(
    text: str, house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ceax", "open-account", "9", text, "--data", str(house)])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert is_harmless(said)


@pytest.mark.parametrize("text", REFUSED)
def test_a_wrong_command_line_is_repeated_as_text(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["limits", f"--{text}"], [text], ["limits", text], ["feed", text]):
        monkeypatch.setattr(sys, "argv", ["ceax", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert is_harmless(capsys.readouterr().err)
