"""Commands of `ceax registry credits` that read, and those of the registry's own powers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import parse_date
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, flag
from settlement_bridge.cli.credits import KINDS
from settlement_bridge.cli.reach import MayAccount, Reach, command, make
from settlement_bridge.errors import Refusal

app = typer.Typer()

_STATE = (
    Column("state_code", "state"),
    Column("state_words", "状态"),
    Column("notice_until", "notice until"),
    Column("decide_by", "decide by"),
)
PROJECT_COLUMNS = (
    Column("number", "number"),
    Column("code", "code"),
    Column("name", "name"),
    Column("methodology", "methodology"),
    Column("crediting_from", "from"),
    Column("crediting_to", "to"),
    Column("body", "body"),
    *_STATE,
)
PERIOD_COLUMNS = (
    Column("number", "number"),
    Column("project", "project"),
    Column("first", "first"),
    Column("last", "last"),
    Column("quantity", "t by year"),
    Column("body", "body"),
    *_STATE,
)
ISSUED_COLUMNS = (
    Column("instrument", "instrument"),
    Column("name", "project"),
    Column("year", "produced"),
    Column("issued", "issued t", count),
    Column("cancelled", "cancelled t", count),
    Column("outstanding", "outstanding t", count),
)
CANCELLATION_COLUMNS = (
    Column("number", "number"),
    Column("date", "date"),
    Column("kind", "kind"),
    Column("instrument", "instrument"),
    Column("quantity", "t", count),
    Column("beneficiary", "beneficiary"),
    Column("purpose", "purpose"),
    Column("certified", "certified"),
)
TASK_COLUMNS = (
    Column("subject", "what"),
    Column("number", "number"),
    Column("project", "project"),
    Column("applied", "applied"),
    Column("decide_by", "decide by"),
    Column("overdue", "", flag("overdue")),
)
BODY_COLUMNS = (
    Column("entity", "entity"),
    Column("fields", "fields"),
    Column("first", "from"),
    Column("last", "to"),
    Column("struck_off", "", flag("struck off")),
    Column("document", "document"),
)
BAR_COLUMNS = (
    Column("entity", "entity"),
    Column("first", "from"),
    Column("last", "to"),
    Column("document", "document"),
)
METHODOLOGY_COLUMNS = (
    Column("code", "code"),
    Column("name", "name"),
    Column("name_en", "in English"),
    Column("years_least", "years"),
    Column("years_most", "to"),
    Column("applied_from", "credits from"),
    Column("source", "source"),
)
RULE_COLUMNS = (
    Column("name", "rule"),
    Column("from_day", "from"),
    Column("value", "value"),
    Column("words", "what it is"),
    Column("source", "source"),
)


def _with_years(row: dict[str, Any]) -> dict[str, Any]:
    years = (f"{each['year']}: {count(_best(each))}" for each in row["quantities"])
    return row | {"quantity": ", ".join(years)}


def _best(of: dict[str, Any]) -> int:
    quantity: int = of["verified"] or of["claimed"]
    return quantity


def _with_fields(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"fields": ", ".join(map(str, row["fields"]))}


@command(app, "credits certify 1 --out certificate.pdf --data ./venue", "certify_cancellation")
def certify(
    registry: Reach,
    cancellation: Annotated[int, "Number in the public record."],
    *,
    out: Annotated[Path, typer.Option(help="The PDF file to write.")],
    account: MayAccount = None,
) -> None:
    """Issue the certificate of a cancellation (注销证明) as PDF, with a code that proves it."""
    from settlement_bridge.compliance.certificate_page import draw_sheet
    from settlement_bridge.credits.certificate import sheet_of

    reply = registry.ask("certify_cancellation", cancellation=cancellation, account=account)
    statement = _statement(reply["certificate"])
    out.write_bytes(draw_sheet(sheet_of(statement), reply["proof"]))
    registry.say(f"cancellation {cancellation} is certified: {out}", reply)


def _statement(terms: dict[str, Any]) -> Any:
    """What a certificate states, as a reply or a code has it."""
    from settlement_bridge.credits.certificate import Statement

    days = {name: terms[name] for name in ("cancelled", "date")}
    read = {name: parse_date(day) if isinstance(day, str) else day for name, day in days.items()}
    return Statement(**terms | read)


@command(app, "credits verify certificate.pdf --data ./venue", "verify_cancellation")
def verify(
    registry: Reach,
    what: Annotated[
        str, typer.Argument(help="A certificate's PDF file, or its code.", metavar="FILE|CODE")
    ],
) -> None:
    """Check a certificate of cancellation: its signature, that the page of a file shows what was
    signed, and that the registry has issued it.

    Exit code 1 when it is not.
    """
    from settlement_bridge.compliance.certificate_page import code_in_pdf, sheet_differs
    from settlement_bridge.credits.certificate import KIND, sheet_of

    file = None if what.startswith(f"{KIND.prefix}.") else Path(what).read_bytes()
    code = what if file is None else code_in_pdf(file)
    refusal, terms, key = code if isinstance(code, Refusal) else None, {}, ""
    if isinstance(code, str):
        reply = registry.ask("verify_cancellation", proof=code)
        terms, key = reply["certificate"], reply["public_key"]
        if file is not None:
            refusal = sheet_differs(file, sheet_of(_statement(terms)), code)
    if refusal is not None:
        line(f"ceax: {refusal.message} [{refusal.code}]", error=True)
        raise typer.Exit(1)
    said = f"{count(terms['quantity'])} t of {terms['code']} of {terms['year']}"
    sentence = f"cancellation {terms['number']}, {said} for {terms['beneficiary']}"
    registry.say(f"{sentence}: valid, signed by {key[:16]}…", terms)


RECORD = (
    Listing("projects", "projects", "- owner", "Projects 项目", PROJECT_COLUMNS),
    Listing(
        "periods",
        "periods --project 1",
        "- project owner",
        "Accounting periods 核算期",
        PERIOD_COLUMNS,
        row=_with_years,
        kinds={"project": int | None},
    ),
    Listing("issued_credits", "issued", "", "Credits issued 已登记减排量", ISSUED_COLUMNS),
    Listing(
        "cancellations", "cancellations", "- owner", "Cancellations 注销", CANCELLATION_COLUMNS
    ),
    Listing("credit_tasks", "tasks", "", "Waiting for a decision 待审核", TASK_COLUMNS),
    Listing("bodies", "bodies", "", "Bodies 审定与核查机构", BODY_COLUMNS, row=_with_fields),
    Listing("barred_owners", "barred", "", "Owners that may not apply", BAR_COLUMNS),
    Listing("methodologies", "methodologies", "", "Methodologies 项目方法学", METHODOLOGY_COLUMNS),
    Listing("credit_rules", "rules", "", "Rules of the credits market", RULE_COLUMNS),
    Request(
        "set_credit_rule",
        "set-rule earliest_production 20200923 --document 'order 31'",
        "name value - from_date document",
        "{name} is {value}",
    ),
    Request(
        "set_methodology",
        "set-methodology CCER-14-002-V01 红树林营造 20 40 --document 'MEE 2023-10-24'",
        "code name years_least years_most - name_en applied_from applied_to document",
        "{code} is set",
    ),
    Request(
        "accredit_body",
        "accredit 21 1,14 --document 'SAMR notice 2024'",
        "entity fields - first last document",
        "entity {entity} may judge projects of fields {fields}",
    ),
    Request(
        "strike_off_body",
        "strike-off 21 --document 'SAMR decision 3'",
        "entity - document",
        "entity {entity} is struck off",
    ),
    Request(
        "bar_owner",
        "bar 3 --last 2029-01-05 --document 'MEE decision 7'",
        "entity - last document",
        "entity {entity} may apply for nothing",
    ),
    Request(
        "revoke_project",
        "revoke 1 --document 'MEE decision 7'",
        "project - document",
        "project {project} is revoked, its owner barred",
        kinds=KINDS,
    ),
    Request(
        "force_cancel",
        "force-cancel 3 A210001-22 100 --document 'MEE decision 7'",
        "account instrument quantity - state document note",
        "{quantity:count} t of {instrument} are cancelled by order, cancellation {cancellation}",
    ),
)
make(app, "credits ", RECORD)
