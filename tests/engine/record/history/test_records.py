from contextlib import closing
from pathlib import Path

import pytest

from engine.commands import CommandKind, TextUse
from engine.commands.texts import with_texts
from engine.errors import LogDamaged
from engine.events import EventKind
from engine.record.clock import ManualClock
from engine.record.history.records import (
    COMMANDS,
    EVENTS,
    LogFile,
    Record,
    Wanted,
    line_of,
    records_of,
    time_text,
    wanted_records,
)
from engine.record.log.segments import SegmentedFile
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import day_end, opening


@pytest.fixture
def written(folder: Path) -> Path:
    with closing(
        Sequencer.open(folder, clock=ManualClock(1_767_578_400 * 10**9), capacity=SMALL)
    ) as sequencer:
        sequencer.process(opening())
        sequencer.process(day_end())
    return folder


def found(folder: Path, log: LogFile, **wanted: int) -> list[Record]:
    with closing(SegmentedFile(FileStorage(folder, read_only=True), log.name)) as file:
        return list(wanted_records(log, file, Wanted(**wanted)))


def test_every_record_is_told_with_its_fields_that_are_not_zero(written: Path) -> None:
    records = found(written, COMMANDS)
    assert [record["sequence"] for record in records] == list(range(1, len(records) + 1))
    assert records[0] == {
        "sequence": 1,
        "time_ns": 1_767_578_400 * 10**9,
        "kind": "list_instrument",
        "instrument": 1,
        "base_price": 5_000,
        "code": "CEA25",
    }
    assert records[-2] == {**records[-2], "kind": "set_phase", "phase": "closed"}


def test_records_are_found_by_number_kind_and_account(written: Path) -> None:
    assert [record["sequence"] for record in found(written, COMMANDS, first=3, last=5)] == [3, 4, 5]
    assert {record["account"] for record in found(written, COMMANDS, account=2)} == {2}
    assert [record["kind"] for record in found(written, COMMANDS, kind=52)] == ["end_day"]


def test_events_name_the_command_the_reason_and_the_totals(written: Path) -> None:
    events = found(written, EVENTS)
    assert events[0]["command_kind"] == "list_instrument"
    assert {event.get("totals") for event in events if event["kind"] == "totals"} == {
        None,
        "year",
        "cumulative",
    }


def test_a_line_has_number_time_kind_and_readable_fields(written: Path) -> None:
    record = found(written, COMMANDS, first=3, last=3)[0]
    assert (
        line_of(record)
        == "        3  2026-01-05T02:00:00.000000000Z  cash_in  account=1 amount_fen=10000000.00"
        " reference=2"
    )


def test_a_time_keeps_its_nanoseconds() -> None:
    assert time_text(1) == "1970-01-01T00:00:00.000000001Z"


def test_a_broken_chain_is_damage_and_a_torn_tail_is_the_end(written: Path) -> None:
    log = written / "commands.log"
    log.write_bytes(log.read_bytes() + b"\1" * 640)
    with closing(SegmentedFile(FileStorage(written), COMMANDS.name)) as file:
        assert sum(map(len, records_of(COMMANDS, file))) == len(opening()) + 2
    raw = bytearray(log.read_bytes())
    raw[4_096:] = raw[4_096 + 256 :]
    log.write_bytes(raw)
    with (
        closing(SegmentedFile(FileStorage(written), COMMANDS.name)) as file,
        pytest.raises(LogDamaged, match="at offset 4096"),
    ):
        list(records_of(COMMANDS, file))


def test_a_text_in_a_line_cannot_look_like_another_field() -> None:
    record: Record = {"sequence": 3, "time_ns": 0, "kind": "new_order", "text": "a price=1.00\n"}
    assert line_of(record).endswith('text="a price=1.00\\n"')


def test_a_command_is_shown_with_its_texts(folder: Path) -> None:
    texts = {TextUse.NAME_ZH: "湖北 Hubei".encode(), TextUse.NAME_EN: b"x" * 120}
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=SMALL)) as sequencer:
        sequencer.process(with_texts(opening()[1:2], texts))
    shown = found(folder, COMMANDS)
    assert [(each["sequence"], each["name"]) for each in shown] == [(3, "member")]
    assert line_of(shown[0]).endswith(f'name=member name_zh="湖北 Hubei" name_en={"x" * 120}')
    assert found(folder, COMMANDS, account=1) == shown
    pieces = found(folder, COMMANDS, kind=CommandKind.TEXT)
    assert [(each["use"], each["text"]) for each in pieces] == [
        ("name_zh", "湖北 Hubei"),
        ("name_en", "x" * 120),
    ]
    said = found(folder, EVENTS, kind=EventKind.TEXT)
    assert [(each["use"], each["text"]) for each in said] == [
        ("name_zh", "湖北 Hubei"),
        ("name_en", "x" * 120),
    ]
