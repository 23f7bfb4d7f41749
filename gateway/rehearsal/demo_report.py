"""What `ceax demo` says at the end: as data for programs, as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.texts.terminal import Styled, line, panels, table
from engine.units import format_hundredths
from gateway.rehearsal.demo import Demo
from gateway.rehearsal.evidence import Check
from gateway.rehearsal.population import ROLES, Member
from gateway.terminal.tables import counted

DONE = {"new_order": "orders", "cancel": "cancels", "replace": "replaces", "mass_cancel": "mass"}
COUNTED = {"members": "members", **DONE, "fill": "fills", "filled_t": "t", "refused": "refused"}


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
            "activity": {
                role: dict(counts) for role, counts in activity(self.demo.population).items()
            },
            "refusals": dict(refusals(self.demo.population)),
            "bulletin": evidence.bulletin,
            "limits": list(self.demo.limits),
            "settlement": evidence.summary,
            "checks": [asdict(check) for check in self.checks],
            "good": self.good,
            "seconds": round(self.seconds, 1),
        }


def show(report: DemoReport) -> None:
    """Print activity, bulletin, price limits, settlement and checks."""
    evidence = report.demo.evidence
    _show_activity(report.demo.population)
    titles = {"text_en": "Bulletin", "text_zh": "每日成交数据"}
    panels([(title, evidence.bulletin[name]) for name, title in titles.items()])
    _show_limits(report.demo.limits)
    _show_settlement(evidence.summary)
    show_checks(report.checks)
    verdict = "all checks hold" if report.good else "A CHECK FAILED"
    beside = (
        f"{counted(len(evidence.blocks), 'block')}, {counted(len(evidence.auctions), 'auction')}"
    )
    members = len(report.demo.population)
    traded = f"{len(evidence.tape):,} trades, {beside} between {members} members"
    text = f"{traded}, settled: {verdict}; {report.seconds:.1f} s"
    line(Styled(text, "bold green" if report.good else "bold red"))


def activity(population: Sequence[Member]) -> dict[str, Counter[str]]:
    """What the members of each role did and what came of it, counted."""
    sums: dict[str, Counter[str]] = {role.value: Counter() for role in ROLES}
    for member in population:
        sums[member.role.value] += member.counts + Counter(
            members=1, refused=member.refusals.total()
        )
    return sums


def refusals(population: Sequence[Member]) -> Counter[str]:
    """Why requests were refused, counted by code."""
    return sum((member.refusals for member in population), Counter[str]())


def _show_activity(population: Sequence[Member]) -> None:
    done = activity(population).items()
    rows = [(role, *(f"{counts[name]:,}" for name in COUNTED)) for role, counts in done]
    reasons = ", ".join(f"{code} {count}" for code, count in refusals(population).most_common())
    caption = f"refused, each with its reason: {reasons}" if reasons else ""
    table(("Role", *COUNTED.values()), rows, title="What the members did", caption=caption)


def _show_limits(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = ("reference", "lower", "upper", "last", "distance_to_lower", "distance_to_upper")
    headings = ("Code", "Reference", "Lower", "Upper", "Last", "To lower", "To upper", "At limit")
    written = []
    for row in rows:
        prices = ("" if row[name] is None else format_hundredths(row[name]) for name in columns)
        written.append((row["instrument"], *prices, row["at_limit"] or ""))
    table(headings, written, title="Price limits 涨跌幅限制 before the close")


def _show_settlement(summary: Mapping[str, Any]) -> None:
    total = _settled({**summary, "instrument": "all", "close": summary["composite_close"]})
    delivered = f"delivered {summary['delivered']}, failed {summary['failed']}"
    table(
        ("Instrument", "Close", "Trades", "Quantity, t", "Amount, CNY"),
        [*map(_settled, summary["instruments"]), None, total],
        title=f"Settlement of {summary['date']}: {summary['status']}",
        caption=f"{delivered}, tape hash {summary['tape_hash']}",
    )


def _settled(row: Mapping[str, Any]) -> tuple[str, ...]:
    close, amount = format_hundredths(row["close"]), format_hundredths(row["amount_fen"])
    return row["instrument"], close, str(row["count"]), f"{row['quantity']:,}", amount


def show_checks(checks: Sequence[Check]) -> None:
    """Print each check, whether it holds, and its figures."""
    holds, fails = Styled("holds", "green"), Styled("FAILS", "red")
    rows = [(check.name, holds if check.holds else fails, check.figures) for check in checks]
    table(("Check", "", "Figures"), rows, title="Checks")
