"""Installs the project on machines that lack something, and says what became of its pages.

    python -m tests.marketdata.pages.installs            each machine, one after the other
    python -m tests.marketdata.pages.installs no-node    one of them

Each installation is of a fresh copy of the last commit, into an environment of its own that sees
the packages of this one; PyPI and npm's registry are the real ones. The exit code is 1 where one
ends otherwise than it should.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).parents[3]
NOWHERE = "http://127.0.0.1:9"  # nobody answers there
WAIT_S = 600
LONGER_S = 25.0  # a first installation than a second one, at most
ASKED = (
    "from tempfile import mkdtemp; from pathlib import Path;"
    "from gateway.protocol.http import respond; from marketdata.pages.site import PageSite;"
    "answer = respond(PageSite(Path(mkdtemp())).documents(), 'GET', '/', {});"
    "print(int(answer.status), b'pip install' in answer.body)"
)
PAGES, WITHOUT = "200 False", "503 True"  # what `/` answers, and whether it says how to get them


class Machine(NamedTuple):
    """What a machine lacks: variables of its environment, what `/` answers after the installation,
    whether it installs from a source distribution that another one has built.
    """

    says: str
    lacks: Mapping[str, str]
    answers: str = PAGES
    from_sdist: bool = False


MACHINES = {
    "no-node": Machine("no Node on the path", {}),
    "no-registry": Machine(
        "npm's registry is out of reach", {"npm_config_registry": NOWHERE}, WITHOUT
    ),
    "no-pypi-node": Machine("no Node on PyPI, no npm", {"CEAX_NODE": "installed"}, WITHOUT),
    "sdist": Machine(
        "a source distribution, no Node, no registry",
        {"CEAX_NODE": "installed", "npm_config_registry": NOWHERE},
        from_sdist=True,
    ),
}


class Place(NamedTuple):
    """A copy of the project, and an environment to install it into."""

    source: Path
    python: Path

    def run(self, *words: object, lacks: Mapping[str, str] | None = None) -> str:
        """What a program of the environment prints; no Node is on its path."""
        environment = {**os.environ, **(lacks or {}), "PATH": str(self.python.parent)}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(
            [self.python, *map(str, words)],
            cwd=self.source.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{words}: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
        return done.stdout.strip()

    def install(self, what: Path, lacks: Mapping[str, str]) -> float:
        """Install without the packages that are there already; how long it took, s."""
        begun = time.monotonic()
        self.run("-m", "pip", "-q", "install", "--no-deps", "--force-reinstall", what, lacks=lacks)
        return time.monotonic() - begun


def fresh(folder: Path) -> Place:
    """A clone of the last commit beside an environment that sees the packages of this one."""
    source, home = folder / "ceax", folder / "venv"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{HOUSE}", source], check=True)
    venv.create(home, with_pip=True)
    (site,) = home.glob("lib/python*/site-packages")
    seen = [path for path in sys.path if path.endswith("site-packages")]
    (site / "seen.pth").write_text("\n".join([*seen, sysconfig.get_path("purelib")]))
    return Place(source, home / "bin" / "python")


def tried(machine: Machine) -> bool:
    """Install on such a machine, and ask for a page."""
    with tempfile.TemporaryDirectory() as name:
        place = fresh(Path(name))
        what = sdist(place) if machine.from_sdist else place.source
        first = place.install(what, machine.lacks)
        answer = place.run("-c", ASKED)
        print(f"{machine.says}: installed in {first:.1f} s, / answers {answer}", flush=True)
        held = answer == machine.answers
        if machine.answers == PAGES and not machine.from_sdist:
            second = place.install(what, {"npm_config_registry": NOWHERE} | machine.lacks)
            print(f"  the second time, without the registry: {second:.1f} s", flush=True)
            held &= place.run("-c", ASKED) == PAGES and first - second <= LONGER_S
    return held


def sdist(place: Place) -> Path:
    """A source distribution, built where Node and the registry are at hand."""
    place.install(place.source, {})  # brings the parts into the copy
    build = "import page_parts; page_parts.build_sdist('..')"
    folder = place.source / "marketdata/pages/installing"
    subprocess.run(
        [sys.executable, "-c", build],
        cwd=place.source,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    (made,) = place.source.parent.glob("ceax-*.tar.gz")
    return made


def main() -> None:
    """Try the machines that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("machines", nargs="*", metavar="MACHINE", help=f"of {', '.join(MACHINES)}")
    asked = parser.parse_args().machines or list(MACHINES)
    results = {name: tried(MACHINES[name]) for name in asked}
    failed = [name for name, held in results.items() if not held]
    sys.exit(f"otherwise than it should: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
