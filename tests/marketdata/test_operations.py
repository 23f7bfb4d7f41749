"""The feed's table: its methods, and that every channel has its data."""

from __future__ import annotations

from pathlib import Path

from gateway.protocol.methods import methods as written
from marketdata import methods, typed
from marketdata.channels import CHANNELS, EVERY_CHANGE, SETTLEMENT
from marketdata.messages import DATA, PUSHED
from marketdata.operations import EVERYONE, OPERATIONS, ROWS

TITLE = "The feed's operations, a method each."


def test_the_file_that_is_checked_in_is_what_the_table_says() -> None:
    file = Path(methods.__file__).read_text(encoding="utf-8")
    assert file == written(ROWS, typed.__name__, TITLE), (
        "python -m gateway.protocol.methods writes it"
    )


def test_everyone_may_ask_everything_in_the_same_words() -> None:
    assert [list(row.fields) for row in ROWS] == [list(EVERYONE)] * len(ROWS)
    assert all(fields == row.fields[EVERYONE[0]] for row in ROWS for fields in row.fields.values())
    assert list(OPERATIONS) == ["log_on", *(row.name for row in ROWS)]


def test_every_channel_says_what_its_messages_hold() -> None:
    assert list(DATA) == list(CHANNELS)
    snapshots = {name.partition(".")[0] for name in PUSHED if name.endswith(".snapshot")}
    assert snapshots == CHANNELS.keys() - {SETTLEMENT}
    assert all(row.kept or row.name == SETTLEMENT for row in CHANNELS.values())
    assert set(EVERY_CHANGE) < CHANNELS.keys()
