"""The worked examples of the documents: scripts under `examples/` of a room, each run in a fresh
folder, and the places in the documents that show what they print.

A document shows an example between `<!-- example: PATH -->` and `<!-- end -->`.
`python -m tests.worked_examples` runs all of them and writes their output into the documents.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shlex import quote

from tests.corpus.commands import masked
from tests.plain_python import PLAINLY
from tests.warm_program import BY_ITSELF, warm, write_program

HOUSE = Path(__file__).parents[1]
ROOMS = ("engine", "gateway", "marketdata", "settlement_bridge", "benchmarks", "tests")
DOCUMENTS = (
    HOUSE / "README.md",
    HOUSE / "gateway" / "BACKUP.md",
    HOUSE / "gateway" / "OPERATING.md",
    *(HOUSE / room / "README.md" for room in ROOMS),
)
FIRST_VENUE = "gateway/examples/first_venue.sh"
VENUE = HOUSE / "gateway/examples/venue.sh"  # what most scripts begin with
BEGINS_WITH_VENUE = re.compile(r'^\. .*/venue\.sh"$', re.MULTILINE)
COUNTS_STARTS = ("ceax check ./venue",)  # what says how often the venue was started
IS_THERE = re.compile(r"^until ceax status .*\n", re.MULTILINE)  # ends the venue's start
SHOWN_FROM = "# --- shown from here"
SHOWN = re.compile(
    r"(?<=<!-- example: )(?P<path>\S+)(?P<opening> -->\n```(?P<language>\w*)\n)(?P<text>.*?)"
    r"(?=```\n<!-- end -->)",
    re.DOTALL,
)
AT_ONCE = 3  # a venue waits for its servers now and then
NOT_COMPILED = "The engine is not compiled"  # of a status
WAIT_S = 250  # on a busy machine


def shown_examples() -> list[str]:
    """The paths of all scripts that documents show, from the house's folder."""
    documents = (each.read_text(encoding="utf-8") for each in DOCUMENTS if each.exists())
    return sorted({found["path"] for text in documents for found in SHOWN.finditer(text)})


def shown(path: str) -> Iterator[str]:
    """What the documents show of an example."""
    for document in DOCUMENTS:
        if document.exists():
            found = SHOWN.finditer(document.read_text(encoding="utf-8"))
            yield from (each["text"] for each in found if each["path"] == path)


def transcripts(paths: Sequence[str], folder: Path) -> dict[str, str]:
    """What the documents show of these scripts, each run in a folder of its own, some at once.

    Raises subprocess.TimeoutExpired.
    """
    programs = write_program(folder / "programs")
    with warm(programs), ThreadPoolExecutor(AT_ONCE) as pool:
        venue = furnished(folder / "furnished", programs)
        places = (folder / str(number) for number in range(len(paths)))
        return dict(
            zip(
                paths,
                pool.map(lambda path, at: transcript(path, at, programs, venue), paths, places),
                strict=True,
            )
        )


def furnished(folder: Path, programs: Path) -> Path:
    """The data folder of the venue that most scripts begin with, which has stopped in order.

    Raises subprocess.TimeoutExpired.
    """
    folder.mkdir()
    run(["bash", str(VENUE)], folder, few(programs))
    return folder / "venue"


def transcript(path: str, folder: Path, programs: Path, venue: Path) -> str:
    """Run a script in a new folder: each command after `$ `, then what it prints. Programs to
    copy, in Python and the first venue, are their own text. `venue`: a furnished one to begin with.

    Raises subprocess.TimeoutExpired.
    """
    text = (HOUSE / path).read_text(encoding="utf-8")
    if path.endswith(".py") or path == FIRST_VENUE:
        return text
    folder.mkdir()
    if not any(each in text for each in COUNTS_STARTS):
        text = BEGINS_WITH_VENUE.sub(_going_on(venue), text)
    script = ["bash", "-c", _speaking(text), str(HOUSE / path)]
    alone = {BY_ITSELF: "1"} if "pgrep" in text else {}
    said = run(script, folder, few(programs) | alone).replace(f"{folder}/", "")
    lines = (line.rstrip() for line in said.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def run(script: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a script in a session of its own, and what it prints.

    Raises subprocess.TimeoutExpired; then everything that it started is stopped.
    """
    with subprocess.Popen(
        script,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as running:
        try:
            return running.communicate(timeout=WAIT_S)[0]
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGTERM)
            raise


def environment(programs: Path) -> dict[str, str]:
    """The environment of a fresh terminal whose path begins with a folder of programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CEAX_")}
    return kept | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(HOUSE),
        "COLUMNS": "130",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }


def compared(text: str) -> list[str]:
    """What must be equal from run to run: no times, hashes and such, and not what `few` brings."""
    return [line for line in masked(text) if NOT_COMPILED not in line]


def few(programs: Path) -> dict[str, str]:
    """The environment of a script of few commands: plain Python decides them, with the same bytes,
    and no kernel is loaded. No process raises alerts, unless a script says so.
    """
    return environment(programs) | PLAINLY | {"CEAX_ALERTS": "false"}


def statements(text: str) -> Iterator[str]:
    """The commands of a script; a here document belongs to its command."""
    lines = iter(text.splitlines())
    for line in lines:
        ending = re.search(r"<<'(\w+)'", line)
        while ending and line.rsplit("\n", 1)[-1] != ending[1]:
            line += "\n" + next(lines)
        if line:
            yield line


def _going_on(venue: Path) -> str:
    """Words of bash that start a copy of a furnished venue, as its script starts it."""
    text = VENUE.read_text(encoding="utf-8")
    there = IS_THERE.search(text)
    assert there is not None, f"{VENUE}: no line waits for the start"
    return f"cp -a {quote(str(venue))} ./venue\n{text[: there.end()]}".replace("\\", r"\\")


def _speaking(text: str) -> str:
    """The script with each shown command printed before it runs; the part before
    `# --- shown from here` runs in silence.
    """
    prepared, mark, example = text.rpartition(SHOWN_FROM + "\n")
    lines = [f"{{\n{prepared}\n}} > /dev/null 2>&1" if mark else ""]
    for each in statements(example):
        if not each.startswith("#"):
            quoted = each.replace("'", "'\\''")
            lines += [f"printf '%s\\n' '$ {quoted}'", each]
    return "\n".join(lines)


def written(text: str, outputs: dict[str, str]) -> str:
    """A document that shows these outputs. Other examples stay, and those in which only times,
    hashes and such differ.
    """

    def replaced(found: re.Match[str]) -> str:
        output = outputs.get(found["path"], found["text"])
        kept = found["text"] if compared(found["text"]) == compared(output) else output
        return found["path"] + found["opening"] + kept

    return SHOWN.sub(replaced, text)


def main(only: list[str]) -> None:
    """Run the named examples, or all, and write what they print into the documents."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = transcripts(only or shown_examples(), Path(folder))
    for document in DOCUMENTS:
        if document.exists():
            text = document.read_text(encoding="utf-8")
            document.write_text(written(text, outputs), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
