"""An empty credits registry with the entities of the scenarios."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from settlement_bridge.books import Market
from settlement_bridge.books.registry import open_registry
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import furnished
from tests.settlement_bridge.postgres_server import Server


@pytest.fixture(scope="session")
def credits_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished credits registry in SQLite, to be copied."""
    made = tmp_path_factory.mktemp("credits") / "registry.sqlite3"
    opened = open_registry(f"sqlite:///{made}", itertools.count(1).__next__, market=Market.CREDITS)
    furnished(opened)
    opened.close()
    return made


@pytest.fixture
def credits_registry(credits_file: Path, tmp_path: Path) -> Iterator[Registry]:
    """A furnished credits registry in SQLite."""
    url = f"sqlite:///{shutil.copy(credits_file, tmp_path / 'registry.sqlite3')}"
    opened = open_registry(url, itertools.count(10**6).__next__)
    yield opened
    opened.close()


@pytest.fixture
def credits_on_postgres(postgres: Server) -> Iterator[Registry]:
    """A furnished credits registry on a PostgreSQL server."""
    url = postgres.new_database()
    opened = open_registry(url, itertools.count(1).__next__, market=Market.CREDITS)
    furnished(opened)
    yield opened
    opened.close()
