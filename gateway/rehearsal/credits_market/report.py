"""What `ceax demo --market credits` says at the end: as data for programs, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.texts.terminal import Styled, line, panels, table
from gateway.rehearsal.credits_market.cast import NAMES
from gateway.rehearsal.credits_market.story import Story
from gateway.rehearsal.demo_report import show_checks
from gateway.rehearsal.evidence import Check


@dataclass(frozen=True)
class CreditsReport:
    """A demonstration, the checks made on it, and how long it took in seconds."""

    story: Story
    checks: Sequence[Check]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def as_data(self) -> dict[str, Any]:
        """For `--json`."""
        story = self.story
        return {
            "seed": story.seed,
            "projects": list(story.projects),
            "issued": list(story.issued),
            "bulletin": story.heard.bulletin,
            "settlement": {"cash": story.summaries[0], "units": story.summaries[1]},
            "certificates": list(story.heard.certificates),
            "offsets": list(story.heard.fulfilled.offsets),
            "compliance": story.heard.fulfilled.certificate,
            "checks": [asdict(check) for check in self.checks],
            "good": self.good,
            "seconds": round(self.seconds, 1),
        }


def show(report: CreditsReport) -> None:
    """Print projects, credits, bulletin, certificates, compliance and checks."""
    story = report.story
    _show_projects(story)
    _show_issued(story)
    titles = {"text_en": "Bulletin", "text_zh": "每日成交数据"}
    panels([(title, story.heard.bulletin[name]) for name, title in titles.items()])
    _show_certificates(story)
    _show_compliance(story)
    show_checks(report.checks)
    verdict = "all checks hold" if report.good else "A CHECK FAILED"
    traded = f"{len(story.heard.tape)} trades between {len(NAMES)} members"
    text = f"{traded}, settled by both sides: {verdict}; {report.seconds:.1f} s"
    line(Styled(text, "bold green" if report.good else "bold red"))


def _show_projects(story: Story) -> None:
    rows = [
        (
            row["code"] or "",
            row["name"],
            row["methodology"],
            f"{row['crediting_from']} – {row['crediting_to']}",
            row["state_words"],
        )
        for row in story.projects
    ]
    headings = ("Number", "Project", "Methodology", "Crediting period", "State")
    table(headings, rows, title="Projects 项目")


def _show_issued(story: Story) -> None:
    columns = ("issued", "cancelled", "outstanding")
    rows = [
        (row["instrument"], str(row["year"]), *(f"{row[name]:,}" for name in columns))
        for row in story.issued
    ]
    headings = ("Code", "Produced", "Issued, t", "Cancelled, t", "Outstanding, t")
    table(headings, rows, title="Credits 核证自愿减排量")


def _show_certificates(story: Story) -> None:
    rows = [
        (
            str(row["number"]),
            row["instrument"],
            f"{row['quantity']:,}",
            row["beneficiary"],
            row["cancelled"],
            "valid",
        )
        for row in story.heard.certificates
    ]
    headings = ("Number", "Code", "Quantity, t", "For", "Cancelled", "Checked")
    table(headings, rows, title="Certificates of cancellation 注销证明")


def _show_compliance(story: Story) -> None:
    certificate = story.heard.fulfilled.certificate
    columns = ("due", "surrendered", "offset")
    row = (
        str(certificate["number"]),
        certificate["name"],
        str(certificate["year"]),
        *(f"{certificate[name]:,}" for name in columns),
        "valid",
    )
    headings = ("Number", "Emitter", "Year", "Due, t", "Surrendered, t", "Offset, t", "Checked")
    table(headings, [row], title="Certificate of compliance 履约完成证明")
