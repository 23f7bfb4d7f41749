"""The wheel `ceax-client` alone, in an environment with nothing but its three dependencies."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import cffi
import cryptography
import msgpack
import pytest
import websockets

HOUSE = Path(__file__).parents[3]
WHEEL = HOUSE / "gateway/client/wheel"
PROGRAM = re.search(r"```python\n(.+?)```", (WHEEL / "README.md").read_text("utf-8"), re.DOTALL)
HEAVY = ("numpy", "numba", "sqlalchemy", "rich", "typer", "gateway.server", "engine.rules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as the build makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=WHEEL, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel and its dependencies, and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(packages)
    for each in _dependencies():
        (packages / each.name).symlink_to(each)
    return folder / "bin" / "python"


def _dependencies() -> Iterator[Path]:
    """Where this environment has the dependencies' packages; cffi is that of cryptography."""
    for package in (websockets, msgpack, cryptography, cffi):
        place = Path(package.__path__[0])
        yield place
        yield from place.parent.glob(f"{place.name}-*.dist-info")
    yield from place.parent.glob("_cffi_backend*")


def test_it_trades_alone(alone: Path, market: Any, tmp_path: Path) -> None:
    assert PROGRAM is not None
    (tmp_path / "alice.pem").write_bytes((market.data / "keys" / "alice.pem").read_bytes())
    (tmp_path / "alice.pem").chmod(0o600)
    program = PROGRAM[1].replace("ws://127.0.0.1:9101", market.url)
    run = subprocess.run(
        [alone, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert "'status': 'entered'" in run.stdout


def test_it_has_the_three_clients_and_nothing_heavy(alone: Path) -> None:
    lines = ["import gateway.client, marketdata.client, settlement_bridge.client, importlib.util"]
    lines += ["import gateway.client.trackers, gateway.client.blocking, gateway.client.typed"]
    lines += ["import marketdata.analysis, marketdata.typed, settlement_bridge.client.typed"]
    lines += [
        f"try: found = importlib.util.find_spec({each!r})\n"
        f"except ModuleNotFoundError: found = None\n"
        f"assert found is None, {each!r}"
        for each in HEAVY
    ]
    run = subprocess.run([alone, "-I", "-c", "\n".join(lines)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_it_asks_for_the_versions_that_the_whole_asks_for(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("/METADATA")]
        lines = archive.read(name).decode().splitlines()
    asked = {each.removeprefix("Requires-Dist: ") for each in lines if "Requires-Dist" in each}
    whole = {each for each in requires("ceax") or () if "extra ==" not in each}
    assert len(asked) == 3
    assert asked <= whole
