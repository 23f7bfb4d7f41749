"""Two registries beside each other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from settlement_bridge.books.market import Market
from tests.settlement_bridge.offsets.pair import (
    Pair,
    furnish_allowances,
    furnish_credits,
    opened,
)

FILES = {"allowances": furnish_allowances, "credits": furnish_credits}


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both registries, to be copied."""
    folder = tmp_path_factory.mktemp("pair")
    for name, furnish in FILES.items():
        registry = opened(folder / f"{name}.sqlite3", Market(name))
        furnish(registry)
        registry.close()
    return folder


@pytest.fixture
def pair(furnished: Path, tmp_path: Path) -> Iterator[Pair]:
    """Both registries, open."""
    folder = shutil.copytree(furnished, tmp_path / "pair")
    both = [opened(folder / f"{name}.sqlite3", Market(name)) for name in FILES]
    made = Pair(*both, Ed25519PrivateKey.generate())
    yield made
    for registry in (made.allowances, made.credits):
        registry.close()
