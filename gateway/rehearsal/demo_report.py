"""What `ceax demo` says at the end: as data for programs, as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from engine.units import format_hundredths
from gateway.rehearsal.demo import Demo
from gateway.rehearsal.evidence import Check
from gateway.rehearsal.population import ROLES, Member
from gateway.tables import counted

DONE = {"new_order": "orders", "cancel": "cancels", "replace": "replaces", "mass_cancel": "mass"}
COUNTED = {"members": "members", **DONE, "fill": "fills", "filled_t": "t", "refused": "refused"}
SIDE_BY_SIDE = 140  # columns of a terminal in which two bulletins fit


@dataclass(frozen=True)
class DemoReport:
    """A demonstration, the checks made on it, and how long it took in seconds."""

    demo: Demo
    checks: Sequence[Check]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def as_data(self) -> dict[str, Any]:
        """For `--json`."""
        evidence = self.demo.evidence
        return {
            "seed": self.demo.seed,
            "activity": {role: dict(counts) for role, counts in activity(self.demo.population).items()},
            "refusals": dict(refusals(self.demo.population)),
            "bulletin": evidence.bulletin,
            "limits": list(self.demo.limits),
            "settlement": evidence.summary,
            "checks": [asdict(check) for check in self.checks],
            "good": self.good,
            "seconds": round(self.seconds, 1),
        }


def show(report: DemoReport, console: Console) -> None:
    """Print activity, bulletin, price limits, settlement and checks."""
    evidence = report.demo.evidence
    console.print(_activity(report.demo.population))
    width = console.width if console.width < SIDE_BY_SIDE else console.width // 2 - 1
    texts = (("Bulletin", evidence.bulletin["text_en"]), ("每日成交数据", evidence.bulletin["text_zh"]))
    console.print(Columns([Panel(Text(text, overflow="fold"), title=title, width=width) for title, text in texts], equal=True))
    console.print(_limits(report.demo.limits))
    console.print(_settlement(evidence.summary))
    console.print(_checks(report.checks))
    verdict = "all checks hold" if report.good else "A CHECK FAILED"
    beside = f"{counted(len(evidence.blocks), 'block')}, {counted(len(evidence.auctions), 'auction')}"
    members = len(report.demo.population)
    line = f"{len(evidence.tape):,} trades, {beside} between {members} members, settled: {verdict}; {report.seconds:.1f} s"
    console.print(line, style="bold green" if report.good else "bold red", highlight=False)


def activity(population: Sequence[Member]) -> dict[str, Counter[str]]:
    """What the members of each role did and what came of it, counted."""
    sums: dict[str, Counter[str]] = {role.value: Counter() for role in ROLES}
    for member in population:
        sums[member.role.value] += member.counts + Counter(members=1, refused=member.refusals.total())
    return sums


def refusals(population: Sequence[Member]) -> Counter[str]:
    """Why requests were refused, counted by code."""
    return sum((member.refusals for member in population), Counter[str]())


def _activity(population: Sequence[Member]) -> Table:
    table = Table("Role", *COUNTED.values(), title="What the members did")
    for role, counts in activity(population).items():
        table.add_row(role, *(f"{counts[name]:,}" for name in COUNTED))
    reasons = ", ".join(f"{code} {count}" for code, count in refusals(population).most_common())
    table.caption = f"refused, each told why: {reasons}" if reasons else None
    return table


def _limits(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = ("reference", "lower", "upper", "last", "distance_to_lower", "distance_to_upper")
    headings = ("Code", "Reference", "Lower", "Upper", "Last", "To lower", "To upper", "At limit")
    table = Table(*headings, title="Price limits 涨跌幅限制 before the close")
    for row in rows:
        prices = ("" if row[name] is None else format_hundredths(row[name]) for name in columns)
        table.add_row(row["instrument"], *prices, row["at_limit"] or "")
    return table


def _settlement(summary: Mapping[str, Any]) -> Table:
    table = Table(
        "Instrument",
        "Close",
        "Trades",
        "Quantity, t",
        "Amount, CNY",
        title=f"Settlement of {summary['date']}: {summary['status']}",
    )
    for row in summary["instruments"]:
        amount = format_hundredths(row["amount_fen"])
        table.add_row(row["instrument"], format_hundredths(row["close"]), str(row["count"]), f"{row['quantity']:,}", amount)
    total = format_hundredths(summary["amount_fen"])
    table.add_section()
    table.add_row("all", format_hundredths(summary["composite_close"]), str(summary["count"]), f"{summary['quantity']:,}", total)
    table.caption = f"delivered {summary['delivered']}, failed {summary['failed']}, tape hash {summary['tape_hash']}"
    return table


def _checks(checks: Sequence[Check]) -> Table:
    table = Table("Check", "", "Figures", title="Checks")
    for check in checks:
        table.add_row(check.name, "[green]holds[/]" if check.holds else "[red]FAILS[/]", check.figures)
    return table
