"""A gateway starts only beside the keys.json whose numbers its log carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.errors import LogDamaged
from engine.record.log.format import FRAME_HEADER_BYTES, FRAME_MAGIC
from gateway.console.keys import app
from gateway.floor.anchors import Anchors
from gateway.launch.local_keys import make_local_keys
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError, KeysMissing
from gateway.protocol.private_keys import generate
from gateway.server.key_numbers import highest_operator, require_keys_of_log
from tests.gateway.small_venue import SmallVenue, small_venue


async def with_history(folder: Path) -> SmallVenue:
    """A folder whose log carries the numbers of the exchange's and the bridge's key; nobody runs on
    it.
    """
    async with small_venue(folder) as venue:
        return venue


def rows_of(folder: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads((folder / "keys.json").read_text())
    return rows


async def test_a_venue_goes_on_with_the_keys_of_its_log(tmp_path: Path) -> None:
    await with_history(tmp_path)
    again = SmallVenue(tmp_path)
    assert highest_operator(again.sequencer) == 2
    require_keys_of_log(again.public_keys, again.sequencer)
    again.sequencer.close()


async def test_damage_before_the_snapshot_does_not_keep_a_venue_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    venue = await with_history(tmp_path)
    path = tmp_path / "log" / "commands.log"
    content = bytearray(path.read_bytes())
    first = content.index(FRAME_MAGIC, content.index(FRAME_MAGIC) + 1)
    content[first + FRAME_HEADER_BYTES + 64] ^= 1
    path.write_bytes(content)
    with closing(SmallVenue(tmp_path).sequencer) as sequencer:
        require_keys_of_log(venue.public_keys, sequencer)
        assert "commands.log: record 1 at offset" in caplog.text
        assert Anchors(sequencer).last is None
        venue.public_keys.path.unlink()
        with pytest.raises(LogDamaged, match="record 1 at offset"):
            require_keys_of_log(PublicKeys(venue.public_keys.path), sequencer)


LOST: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_text("[]"),
    "older": lambda path: path.write_text(json.dumps(json.loads(path.read_text())[:1])),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST.keys())
@pytest.mark.parametrize("last", [True, False], ids=["with keys.last", "without"])
async def test_keys_that_the_log_used_and_the_file_does_not_know_are_named(
    tmp_path: Path, lose: Callable[[Path], object], last: bool
) -> None:
    venue = await with_history(tmp_path)
    path = venue.public_keys.path
    lose(path)
    if not last:
        path.with_suffix(".last").unlink()
    venue.sequencer = venue.sequencer.open(tmp_path / "log", clock=venue.sequencer._clock)
    with pytest.raises(KeysMissing, match=r"keys\.json.*bring back the newest copy"):
        require_keys_of_log(PublicKeys(path), venue.sequencer)
    venue.sequencer.close()


async def test_no_command_makes_a_fresh_file_beside_a_log(tmp_path: Path) -> None:
    await with_history(tmp_path)
    (tmp_path / "keys.json").unlink()
    (tmp_path / "keys.last").unlink()
    data = ["--data", str(tmp_path)]
    for words in (
        ["new", "eve", "--role", "exchange"],
        ["add", "eve", "00" * 32, "--role", "exchange"],
    ):
        result = CliRunner().invoke(app, [*words, *data])
        assert isinstance(result.exception, KeysMissing)
    with pytest.raises(KeysMissing):
        make_local_keys(tmp_path)
    assert not (tmp_path / "keys.json").exists()
    assert not (tmp_path / "keys" / "eve.pem").exists()


def test_a_log_without_keys_is_no_hindrance(tmp_path: Path) -> None:
    venue = SmallVenue(tmp_path)
    require_keys_of_log(venue.public_keys, venue.sequencer)
    assert rows_of(tmp_path) == []
    key = generate(tmp_path / "first.pem")
    assert venue.public_keys.add("first", "exchange", None, "", key.public_key).number == 1
    venue.sequencer.close()


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    keys = PublicKeys(tmp_path / "keys.json")
    for name in ("a", "b", "c"):
        keys.add(name, "exchange", None, "", "00" * 32)
    keys.path.write_text(json.dumps(rows_of(tmp_path)[:1]))
    assert PublicKeys(keys.path).add("d", "exchange", None, "", "00" * 32).number == 4


def test_a_lost_file_is_not_begun_anew_by_the_next_key(tmp_path: Path) -> None:
    keys = PublicKeys(tmp_path / "keys.json")
    keys.add("a", "exchange", None, "", "00" * 32)
    keys.path.unlink()
    with pytest.raises(KeyFileError, match="bring back"):
        keys.add("b", "exchange", None, "", "00" * 32)
    with pytest.raises(KeysMissing, match="bring back"):
        PublicKeys(keys.path).add("b", "exchange", None, "", "00" * 32)


@pytest.mark.parametrize("text", ["x", "-1", "1" * 11, "1.5", "²"])
def test_a_last_number_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text("[]")
    (tmp_path / "keys.last").write_text(text)
    with pytest.raises(KeyFileError, match=r"keys\.last"):
        PublicKeys(tmp_path / "keys.json").add("a", "exchange", None, "", "00" * 32)
