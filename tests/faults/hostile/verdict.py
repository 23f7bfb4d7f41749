"""What an attack has done to the bystanders and the servers, and whether that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.hostile.bystanders import Waits, p99_ms, worst_ms
from tests.faults.house import House

P99_MS, TIMES = 50.0, 2  # a member's p99: the larger of both, of its value without attackers
STAFF_MS = 200.0  # the longest wait of staff
GROWTH_MB = 600  # of a server, since the attack began
HEAD = (
    *("attack", "member p99 ms", "max ms", "halt max ms"),
    *("answers", "gateway MB", "feed MB", "registry MB", "verdict"),
)
ROW = "{:30} {:>13} {:>8} {:>11} {:>8} {:>11} {:>8} {:>12}  {}"


@dataclass(frozen=True)
class Found:
    """What was found under one attack: waits, most memory by server in MB, and before it."""

    name: str
    waits: Waits
    memory: Mapping[str, int]
    before: Mapping[str, int]
    faults: tuple[str, ...]  # processes that have ended, tracebacks in a log

    def wrong(self) -> list[str]:
        """What no attack may do, however busy the machine is."""
        grown = [
            f"{server} grew by {self.memory[server] - mb} MB"
            for server, mb in self.before.items()
            if self.memory[server] - mb > GROWTH_MB
        ]
        still = [] if self.waits.trade and self.waits.halt else ["nobody was answered"]
        return [*self.faults, *self.waits.failed, *grown, *still]

    def late(self, quiet: Waits) -> list[str]:
        """Waits beyond what is allowed, on a quiet machine; `quiet`: those without attackers."""
        allowed = max(P99_MS, TIMES * p99_ms(quiet.member))
        found, halt = p99_ms(self.waits.member), worst_ms(self.waits.staff)
        late = [f"p99 {found} > {allowed:.1f} ms"] if found > allowed else []
        return late + ([f"halt {halt} > {STAFF_MS:.0f} ms"] if halt > STAFF_MS else [])

    def line(self, verdict: list[str]) -> str:
        """A row of the table."""
        waits = self.waits
        times = (p99_ms(waits.member), worst_ms(waits.member), worst_ms(waits.staff))
        counts = (len(waits.member) + len(waits.staff), *self.memory.values())
        return ROW.format(self.name, *times, *counts, "; ".join(verdict) or "ok")


class Watch:
    """Looks after the servers of a house: memory since a moment, what they have logged since."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._read: dict[str, int] = {}

    def memory_mb(self, anew: bool = False) -> dict[str, int]:
        """The most memory of each server since the last time it was counted `anew`."""
        processes = self._house.running.processes.items()
        if anew:
            for _, process in processes:
                Path(f"/proc/{process.pid}/clear_refs").write_text("5", encoding="ascii")
        return {name: peak_mb(process.pid) for name, process in processes}

    def faults(self) -> tuple[str, ...]:
        """Servers that have ended, and faults in what has been logged since the last look."""
        ended = [
            f"{name} has ended with {process.returncode}"
            for name, process in self._house.running.processes.items()
            if process.returncode is not None
        ]
        return (
            *ended,
            *(fault for name in self._house.running.processes for fault in self._new(name)),
        )

    def _new(self, name: str) -> list[str]:
        log = (self._house.plan.data / "logs" / f"{name}.log").read_text(encoding="utf-8")
        new, self._read[name] = log[self._read.get(name, 0) :], len(log)
        bad = [line for line in new.splitlines() if "Traceback" in line or " CRITICAL " in line]
        return [f"{name} logged: {line}" for line in bad]


def peak_mb(pid: int) -> int:
    """The most memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (kb,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kb) // 1024
