"""Copies of a registry: taken beside a bridge at work, checked, restored, and settling on with
nothing twice.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.books import CASH, entities, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import reconcile, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.documents import copies
from settlement_bridge.errors import CopyRefused, RegistryInUse, RegistryUnreadable
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.postgres_server import Server, programs


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry" / "registry.sqlite3"


def opened(path: Path) -> Registry:
    return open_registry(f"sqlite:///{path}")


def endow(registry: Registry, account: int) -> None:
    allocation = Instruction(Task.ALLOCATE, account, "CEA25", 100, date=20_260_105)
    assert (
        at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, account, name="a"), allocation])[0]
        == 0
    )


def test_a_copy_is_the_registry_of_the_moment_it_was_begun(path: Path, tmp_path: Path) -> None:
    registry, copy, seen = opened(path), tmp_path / "copy.sqlite3", []
    endow(registry, 1)

    def tell(done: int, total: int) -> None:
        if not seen:
            endow(registry, 2)  # the bridge goes on working
        seen.append((done, total))

    assert copies.back_up(path, copy, tell).entries == 1
    registry.close()
    assert seen[-1][0] == seen[-1][1] > 0
    assert [found.name for found in tmp_path.glob("copy*")] == ["copy.sqlite3"]
    assert copies.restore(copy, tmp_path / "other" / "registry.sqlite3", False, quiet) == (
        None,
        None,
    )
    restored = opened(tmp_path / "other" / "registry.sqlite3")
    assert [row.account for row in restored.read(entities.all_accounts)] == [0, 1]
    restored.close()


def test_nothing_is_ever_overwritten_unasked(path: Path, tmp_path: Path) -> None:
    registry, copy = opened(path), tmp_path / "copy.sqlite3"
    copies.back_up(path, copy, quiet)
    endow(registry, 1)
    with pytest.raises(CopyRefused, match="there already"):
        copies.back_up(path, copy, quiet)
    with pytest.raises(RegistryInUse):
        copies.restore(copy, path, True, quiet)
    registry.close()
    with pytest.raises(CopyRefused, match="--replace"):
        copies.restore(copy, path, False, quiet)
    kept, beyond = copies.restore(copy, path, True, quiet)
    assert kept is not None
    assert beyond == 1
    for file, accounts in ((path, [0]), (kept, [0, 1])):
        registry = opened(file)
        assert [row.account for row in registry.read(entities.all_accounts)] == accounts
        registry.close()


def test_a_copy_that_does_not_add_up_is_refused_and_leaves_the_registry_alone(
    path: Path, tmp_path: Path
) -> None:
    registry, copy = opened(path), tmp_path / "copy.sqlite3"
    endow(registry, 1)
    copies.back_up(path, copy, quiet)
    registry.close()
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE holdings SET quantity = quantity + 1 WHERE account = 1")
    before = path.read_bytes()
    with pytest.raises(CopyRefused, match="does not add up"):
        copies.restore(copy, path, True, quiet)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part*"))


@pytest.mark.parametrize("content", [b"", b"no database at all, only some words" * 100])
def test_what_is_no_registry_is_not_copied(content: bytes, path: Path, tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(content)
    with pytest.raises(RegistryUnreadable):
        copies.back_up(tmp_path / "words", tmp_path / "copy", quiet)
    with pytest.raises(RegistryUnreadable):
        copies.back_up(tmp_path / "nothing", tmp_path / "copy", quiet)
    assert not (tmp_path / "copy").exists()


def test_a_damaged_copy_is_found_out(path: Path, tmp_path: Path) -> None:
    registry, copy = opened(path), tmp_path / "copy.sqlite3"
    endow(registry, 1)
    copies.back_up(path, copy, quiet)
    registry.close()
    damaged = bytearray(copy.read_bytes())
    damaged[8_192:12_288] = bytes(4_096)
    copy.write_bytes(damaged)
    with pytest.raises(RegistryUnreadable):
        copies.restore(copy, tmp_path / "new.sqlite3", False, quiet)
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_registry_of_an_earlier_version_is_not_copied(path: Path, tmp_path: Path) -> None:
    opened(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v0008'")
    connection.close()
    with pytest.raises(RegistryUnreadable, match="v0008"):
        copies.back_up(path, tmp_path / "copy.sqlite3", quiet)
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_registry_on_a_server_is_copied_at_work_by_the_servers_own_tools(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.new_database()
    registry, copy = open_registry(url), tmp_path / "copy.dump"
    endow(registry, 1)
    with copy.open("wb") as file:
        subprocess.run(
            [programs() / "pg_dump", "--format=custom", plain(url)], check=True, stdout=file
        )
    endow(registry, 2)  # the bridge goes on working
    registry.close()
    other = postgres.new_database()
    subprocess.run(
        [programs() / "pg_restore", "--exit-on-error", f"--dbname={plain(other)}", copy], check=True
    )
    restored = open_registry(other)
    assert [row.account for row in restored.read(entities.all_accounts) if row.account > 0] == [1]
    assert restored.snapshot(disagreements) == []
    endow(restored, 3)
    restored.close()


def plain(url: str) -> str:
    """A SQLAlchemy address as PostgreSQL's tools know it."""
    return url.replace("postgresql+psycopg", "postgresql")


async def test_a_restored_registry_settles_the_day_again_with_nothing_twice(
    parts: Callable[..., Any], venue: Any, balances: Callable[..., Any], tmp_path: Path
) -> None:
    path, copy = venue.data / "registry.sqlite3", tmp_path / "copy.sqlite3"
    async with parts() as bridge:
        before, _ = await balances(bridge, 1)
    async with parts(settle=False):
        copies.back_up(path, copy, quiet)  # none of the day is in it
        date = await venue.day(3)
    registry = opened(path)
    registry.close()
    copies.restore(copy, path, True, quiet)
    async with parts() as bridge:
        assert await bridge.settled(date)
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs == (before[0] - 3 * 78_500, before[1] + 30)
        found = reconcile.compare(
            reconcile.expected(
                bridge.registry.read(ledger_rows.nonzero_holdings),
                bridge.registry.read(trading_days.undelivered),
            ),
            await reconcile.ask_exchange(bridge.exchange),
        )
        assert (found, bridge.registry.snapshot(disagreements)) == ([], [])
        assert (await bridge.do(Instruction(Task.DEPOSIT, 1, CASH, 100)))[0] > 0
