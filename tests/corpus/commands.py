"""Every command of `ceax` that ends by itself once, as its own process on running venues (a fork
of one that has imported every room): what it prints, with what differs by nature masked.

python -m tests.corpus.commands: compares with the recording. --record: makes it, from two runs that
must be equal.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pypdf import PdfReader

from tests.corpus.recording import Line, differences, read, write
from tests.warm_program import BY_ITSELF, warm, write_program

HERE = Path(__file__).parent
COMMANDS, FILES = HERE / "commands.txt", HERE / "files"
NAME = "commands"
WAIT_S = 120
NUMBER_KEY = "1a19181211100a0908020100"
SHOWN = 40
# What differs by its nature, and what replaces it in the recording.
MASKS: tuple[tuple[str, str], ...] = (
    (r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?", "TIME"),
    (r"\b1[0-9]{18}\b", "TIME_NS"),
    (r"ws://[0-9.]+:[0-9]+", "ADDRESS"),
    (r"\b(pid|process) [0-9]+", r"\1 PID"),
    (r"\b[0-9][0-9,]*(\.[0-9]+)? ?(s|ms|µs|M/s|k/s|MB|MiB|kB|KiB|bytes)\b", "MEASURED"),
    (r"\bceax-[0-9a-f]{8}\b", "VENUE"),
    (r"\b[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?\b", "TIME"),
    (r"\b[0-9]{8}T[0-9]{6}\b(\.[0-9]+Z)?", "TIME"),
    (r"(Commands a second|… in the engine alone) +│ +[0-9,]+", r"\1 │ MEASURED"),
    # Commands of several sessions that come at once share a frame of the log, or do not.
    (r"(Bytes of commands) +│ +[0-9,]+", r"\1 │ MEASURED"),
    (r"\b[0-9a-f]{16,128}\b", "HEX"),
    (r"(?<=│ )[0-9a-f]{12,15}(?= +│)", "HEX"),  # the last line of a long one in a cell
    # The registry assesses by itself each minute: then there is nothing left to raise.
    (r"\b[0-9]+ alerts? raised", "COUNTED raised"),
    (r"CEAX1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", "CODE"),
    (r"/tmp/[A-Za-z0-9_./-]+", "PATH"),
)
# Members of the demonstration trade at once: who meets whom differs, only how it ends is compared.
ENDING_ONLY = ("demo --seed 7",)
WHILE_COMPILING = "The engine is being compiled or loaded"  # for a while after a first start


def lines_of(text: str) -> Iterator[str]:
    """The commands, one a line."""
    return (line for line in text.splitlines() if line and not line.startswith("#"))


class Stage:
    """The venues that are served and the folders that the commands name; `programs` has `ceax`."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._program = str(programs / "ceax")
        self._venue, self._credits, self._out = folder / "v", folder / "c", folder / "w"
        self._out.mkdir()
        self._places = {"$V": str(self._venue), "$C": str(self._credits), "$W": str(self._out)}
        self._places["$F"] = str(FILES)
        self._log = (folder / "log").open("w")
        self._served: list[subprocess.Popen[str]] = []
        self._serve(self._venue, **{BY_ITSELF: "1"})

    def _serve(self, venue: Path, *words: str, **more: str) -> None:
        usual = ("--data", str(venue), "--clock", "manual", "--json", "--no-alerts")
        served = subprocess.Popen(
            [self._program, "serve", *usual, *words],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=os.environ | {"CEAX_NUMBER_KEY": NUMBER_KEY} | more,
        )
        self._served.append(served)
        assert served.stdout is not None
        served.stdout.readline()

    def do(self, line: str) -> Line:
        """One line of the commands; what came of it."""
        if line == "!stop":
            self.stop()
            return {"command": line}
        if line == "!credits":
            self._serve(self._credits, "--market", "credits")
            return {"command": line}
        if line.startswith("!settled"):
            return {"command": line, "said": self._settled(*self._filled(line).split()[1:])}
        if line.startswith("!text"):
            return {"command": line, "said": masked(_text(Path(self._filled(line.split()[1]))))}
        came = self._run(shlex.split(self._filled(line)))
        kept = {"exit": came["exit"]} if line in ENDING_ONLY else came
        return {"command": line} | kept

    def stop(self) -> None:
        """End the venues, each after what it is doing."""
        for served in self._served:
            if served.poll() is None:
                served.send_signal(signal.SIGTERM)
            served.wait(WAIT_S)
        self._log.close()

    def _filled(self, line: str) -> str:
        for sign, place in self._places.items():
            line = line.replace(sign, place)
        return line

    def _run(self, words: Sequence[str]) -> Line:
        environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
        done = subprocess.run(
            [self._program, *words], capture_output=True, text=True, timeout=WAIT_S, env=environment
        )
        return {
            "exit": done.returncode,
            "said": self._masked(done.stdout),
            "complained": self._masked(done.stderr),
        }

    def _masked(self, text: str) -> list[str]:
        for sign, place in self._places.items():
            text = text.replace(place, sign)
        return masked(text)

    def _settled(self, date: str, place: str, *books: str) -> str:
        return " ".join(self._settled_by(each, date, place) for each in books)

    def _settled_by(self, books: str, date: str, place: str) -> str:
        """What a day's settlement came to in one of the books of a venue."""
        for _ in range(WAIT_S):
            said = self._run([books, "summary", date, "--data", place, "--json"])["said"]
            if any('"done"' in each for each in said):
                return "settled"
        return "not settled"


def masked(text: str) -> list[str]:
    """The lines of a text, masked, without what a table's width adds to them."""
    for pattern, name in MASKS:
        text = re.sub(pattern, name, text)
    lines = (re.sub(r"[ ─━]{2,}", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line and WHILE_COMPILING not in line]


def _text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def run() -> list[Line]:
    """Every command in order, on a venue of its own; says on stderr how far it is."""
    found = []
    with tempfile.TemporaryDirectory() as folder, warm(write_program(Path(folder) / "p")):
        stage = Stage(Path(folder), Path(folder) / "p")
        try:
            for line in lines_of(COMMANDS.read_text(encoding="utf-8")):
                print(f"\r{len(found) + 1} {line[:70]:70}", end="", file=sys.stderr, flush=True)
                found.append(stage.do(line))
        finally:
            stage.stop()
    print(file=sys.stderr)
    return found


def compared(recorded: Sequence[Line], now: Sequence[Line]) -> list[str]:
    """What differs, as sentences."""
    pairs = zip(recorded, now, strict=True)
    return [
        f"{was['command']}: {each}"
        for was, each_now in pairs
        for each in differences(was, each_now)
    ]


def main(arguments: Sequence[str]) -> int:
    """Record or compare; 1 when something differs."""
    recording = "--record" in arguments
    first = run()
    differing = compared(first, run()) if recording else compared(read(NAME), first)
    for each in differing[:SHOWN]:
        print(each)
    print(f"{len(first)} commands, {len(differing)} differences")
    if recording and not differing:
        write(NAME, first)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
