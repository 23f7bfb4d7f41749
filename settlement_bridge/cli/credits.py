"""Commands of `ceax registry credits`: what owners, bodies and holders ask for, step by step."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.terminal.commands import Request
from gateway.terminal.tables import count
from settlement_bridge.asked import PART_SIZE
from settlement_bridge.cli.reach import Account, Reach, command, make
from settlement_bridge.client import RegistrySession

app = typer.Typer(
    help="Projects and credits (核证自愿减排量): a registry of the credits market.",
    no_args_is_help=True,
)

PART_BYTES = PART_SIZE // 4 * 3
PAPER = Annotated[str, "The paper's file, or its SHA-256; `credits keep` brings it first."]
PROJECT = Annotated[int, "Number of the project."]
PERIOD = Annotated[int, "Number of the accounting period."]
KINDS: dict[str, Any] = {
    "design": PAPER,
    "commitment": PAPER,
    "paper": PAPER,
    "accounts": PAPER,
    "project": PROJECT,
    "period": PERIOD,
}
_REPORT = "paper=digest team of_field sites visited comments open_requests observations waited_days"
_DONE = "project {project} is "


@command(app, "credits keep 3 design.pdf --data ./venue", "keep_paper")
def keep(
    registry: Reach,
    account: Account,
    file: Annotated[Path, "The file, of at most 4 MiB."],
    *,
    name: Annotated[str | None, "What it is called; by default the file's name."] = None,
) -> None:
    """Keep a paper, which is known by its SHA-256 from then on."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    said = {"account": account, "digest": digest, "name": name or file.name, "size": len(content)}

    async def send(session: RegistrySession) -> None:
        for start, part in _parts(content):
            await session.request("keep_paper", start=start, content=part, **said)

    registry.visit(send)
    registry.say(f"{file.name} is kept: {digest}", {"digest": digest, "size": len(content)})


def _parts(content: bytes) -> Iterator[tuple[int, str]]:
    for start in range(0, len(content), PART_BYTES):
        yield start, base64.b64encode(content[start : start + PART_BYTES]).decode()


@command(app, "credits paper 3f71fdf2… --out design.pdf --data ./venue", "paper")
def paper(
    registry: Reach,
    digest: Annotated[str, "SHA-256 of the paper."],
    *,
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> None:
    """Bring a paper back."""

    async def read(session: RegistrySession) -> bytes:
        content, start = b"", 0
        while start is not None:
            part = await session.request("paper", digest=digest, start=start)
            content, start = content + base64.b64decode(part["content"]), part["next"]
        return content

    content = registry.visit(read)
    out.write_bytes(content)
    registry.say(f"{out}: {count(len(content))} bytes", {"file": str(out), "size": len(content)})


STEPS = (
    Request(
        "submit_project",
        "submit-project 3 如东海上风电 'Rudong, Jiangsu' CCER-01-002-V01 --construction 2021-03-01"
        " --crediting-from 2022-04-01 --crediting-to 2032-03-31 --body 21 --design design.pdf",
        "account name site methodology - name_en construction crediting_from crediting_to body"
        " design",
        "project {project} is on public notice (公示中)",
    ),
    Request(
        "withdraw_project",
        "withdraw-project 3 1",
        "account project",
        _DONE + "given up",
    ),
    Request(
        "comment",
        "comment '张三' 'the site is a nature reserve' --project 1",
        "name text - project period",
        "comment {comment} is kept",
        kinds={"project": int | None, "period": int | None},
    ),
    Request(
        "report_validation",
        "report-validation 21 1 positive --paper report.pdf --team 2 --of-field 1 --sites 1"
        " --visited 1",
        f"account project conclusion - {_REPORT}",
        "the validation of project {project} is kept: {conclusion}",
    ),
    Request(
        "apply_project",
        "apply-project 3 1 --commitment letter.pdf",
        "account project - commitment",
        _DONE + "applied for",
    ),
    Request(
        "register_project",
        "register-project 1",
        "project - document note",
        _DONE + "registered (已登记)",
    ),
    Request(
        "return_project",
        "return-project 1 'the site plan is missing'",
        "project reasons - document note",
        _DONE + "returned",
    ),
    Request(
        "cancel_project",
        "cancel-project 3 1 'the plant was closed'",
        "account project reasons",
        _DONE + "cancelled (已注销), for good",
    ),
    Request(
        "submit_period",
        "submit-period 3 1 2022-04-01 2023-12-31 2022=25000,2023=25000 --body 22"
        " --accounts report.pdf",
        "account project first last quantities - body accounts=report",
        "period {period} is on public notice (公示中)",
    ),
    Request(
        "withdraw_period",
        "withdraw-period 3 1",
        "account period",
        "period {period} is given up",
    ),
    Request(
        "report_verification",
        "report-verification 22 1 positive 2022=25000,2023=25000 --paper report.pdf --team 2"
        " --of-field 1 --sites 1 --visited 1",
        f"account period conclusion quantities - {_REPORT}",
        "the verification of period {period} is kept: {conclusion}",
    ),
    Request(
        "apply_credits",
        "apply-credits 3 1 50000 --commitment letter.pdf",
        "account period quantity - commitment",
        "{quantity:count} t of period {period} are applied for",
    ),
    Request(
        "register_credits",
        "register-credits 1",
        "period - document note",
        "the credits of period {period} are issued, event {event}",
    ),
    Request(
        "return_credits",
        "return-credits 1 'the meter readings are missing'",
        "period reasons - document note",
        "period {period} is returned",
    ),
    Request(
        "cancel_credits",
        "cancel 5 A210001-22 100 --kind event --beneficiary '某大型活动' --purpose neutrality",
        "account instrument quantity - kind beneficiary purpose note",
        "{quantity:count} t of {instrument} are cancelled for ever, cancellation {cancellation}",
        kinds={"quantity": int},
    ),
)
make(app, "credits ", STEPS, **KINDS)
