"""Commands of `ceax registry` on a year's completion: figures, alerts of risk, certificates."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import parse_date
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, money, plain
from settlement_bridge.cli.reach import Entity, Reach, command, make
from settlement_bridge.client import AlertsMissed, ConnectionLost, RegistrySession, VenueUnreachable
from settlement_bridge.errors import Refusal

app = typer.Typer()

FOLLOW_AGAIN_S = 1.0
ALERT_COLUMNS = (
    Column("number", "number", count),
    Column("date", "date"),
    Column("entity", "entity"),
    Column("name", "name"),
    Column("year", "year"),
    Column("kind", "alert"),
    Column("shortfall", "missing t", count),
    Column("outstanding", "outstanding t", count),
    Column("available", "available t", count),
    Column("offered", "offered t", count),
    Column("days_left", "days left", plain),
    Column("level", "level"),
)
LATE_COLUMNS = (
    Column("entity", "entity"),
    Column("name", "name"),
    Column("outstanding", "late t", count),
    Column("low_fen", "fine from CNY", money),
    Column("high_fen", "to CNY", money),
)


def share(value: int | None) -> str:
    """Hundredths of a percent as a percentage: 9961 as "99.61 %"."""
    return "" if value is None else f"{money(value)} %"


COMPLETION_COLUMNS = (
    Column("where", "province"),
    Column("entities", "entities", count),
    Column("complete", "complete", count),
    Column("due", "due t", count),
    Column("surrendered", "surrendered t", count),
    Column("offset", "offset t", count),
    Column("outstanding", "outstanding t", count),
    Column("completion_bp", "completion", share),
    Column("issued", "issued t", count),
    Column("balance", "balance t", count),
    Column("balance_bp", "balance", share),
)


def _with_where(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"where": "all" if row["province"] is None else f"{row['province']:02}"}


@command(app, "late 2024 --methods listed --data ./venue", "late")
def late(
    registry: Reach,
    year: int,
    *,
    window: Annotated[str | None, "month_ending_at_deadline or month_before_deadline."] = None,
    methods: Annotated[str | None, "all or listed."] = None,
    all_methods: Annotated[bool, "As --methods all."] = False,
) -> None:
    """Who is late for a year, and the range of the fine: times the average price. Window and
    methods of the average are those of the year's law, or another reading of it.
    """
    methods = "all" if all_methods else methods
    reply = registry.ask("late", year=year, window=window, methods=methods)
    if registry.as_json:
        registry.say("", reply)
        return
    average = (
        f"{money(reply['amount_fen'])} CNY / {count(reply['quantity'])} t ="
        f" {money(reply['average'])}"
    )
    counted = ", ".join(reply["methods"])
    registry.show(
        f"Late for {year}; average of {reply['first']} to {reply['last']} ({counted}): {average}",
        reply["late"],
        LATE_COLUMNS,
    )
    if reply["stage"] == "not_corrected":
        line("a multiple of the price is fined where an order was not followed")
    elif not reply["stage"]:
        line("the law of that day has no multiple of the price")


@command(app, "alerts --follow --data ./venue", "alerts")
def alerts(
    registry: Reach,
    *,
    after: Annotated[int, "Only those after this number."] = 0,
    follow: Annotated[bool, "Go on and print each as it comes; end with Ctrl-C."] = False,
) -> None:
    """Alerts of compliance risk (履约风险预警): raised, changed, and with nothing missing any more
    lifted.
    """

    last = after

    async def read(session: RegistrySession) -> None:
        nonlocal last
        if not follow:
            registry.show(
                "Alerts", (await session.request("alerts", after=after))["alerts"], ALERT_COLUMNS
            )
            return
        async for alert in session.alerts(last):
            registry.show("Alerts", [alert], ALERT_COLUMNS)
            last = alert["number"]

    while True:
        try:
            registry.visit(read)
            return
        except (ConnectionLost, VenueUnreachable, AlertsMissed) as error:
            if not follow:
                raise
            line(f"ceax: {error}; following again after alert {last}", error=True)
            time.sleep(FOLLOW_AGAIN_S)


@command(app, "certify 7 --year 2024 --out certificate.pdf --data ./venue", "certify")
def certify(
    registry: Reach, entity: Entity, *, year: int, out: Annotated[Path, "The PDF file to write."]
) -> None:
    """Issue a certificate of compliance (履约完成证明) as PDF, with a code that proves it."""
    from settlement_bridge.compliance.certificate_page import draw

    reply = registry.ask("certify", entity=entity, year=year)
    statement = _statement(reply["certificate"])
    out.write_bytes(draw(statement, reply["code"]))
    registry.say(f"certificate {statement.number} of {statement.name} for {year}: {out}", reply)


def _statement(terms: dict[str, Any]) -> Any:
    """What a certificate states, as a reply or a code has it; its date is null before the first
    day.
    """
    from settlement_bridge.compliance.certificate import Statement

    date = terms["date"]
    return Statement(**terms | {"date": parse_date(date) if isinstance(date, str) else date or 0})


@command(app, "verify-certificate certificate.pdf --data ./venue", "verify_certificate")
def verify_certificate(
    registry: Reach,
    what: Annotated[
        str, typer.Argument(help="A certificate's PDF file, or its code.", metavar="FILE|CODE")
    ],
    *,
    public_key: Annotated[
        str | None, "The registry's public key, to check without asking it."
    ] = None,
) -> None:
    """Check a certificate: its signature, that the page of a file shows what was signed, and,
    asked of the registry, that it is still valid.

    Exit code 1 when it is not.
    """
    from settlement_bridge.compliance import certificate
    from settlement_bridge.compliance.certificate_page import code_in_pdf, page_differs

    file = None if what.startswith(certificate.PREFIX) else Path(what).read_bytes()
    code = what if file is None else code_in_pdf(file)
    if isinstance(code, str) and public_key is not None:
        found = certificate.verify(code, public_key)
        terms: Any = found if isinstance(found, Refusal) else found._asdict()
        said = "signed by this key; whether it is still valid only the registry knows"
    elif isinstance(code, str):
        reply = registry.ask("verify_certificate", code=code)
        terms, said = reply["certificate"], f"valid, signed by {reply['public_key'][:16]}…"
    else:
        terms, said = code, ""
    if file is not None and isinstance(code, str) and not isinstance(terms, Refusal):
        terms = page_differs(file, _statement(terms), code) or terms
    if isinstance(terms, Refusal):
        line(f"ceax: {terms.message} [{terms.code}]", error=True)
        raise typer.Exit(1)
    registry.say(
        f"certificate {terms['number']} of {terms['name']} for {terms['year']},"
        f" {count(terms['due'])} t: {said}",
        terms,
    )


COMMANDS = (
    Listing(
        "completion",
        "completion 2024",
        "year",
        "Completion of {year}",
        COMPLETION_COLUMNS,
        told=_with_where,
    ),
    Request(
        "assess_alerts",
        "assess-alerts",
        "",
        "{alerts:alert} raised, changed or lifted",
        help="Assess alerts now rather than within the minute.",
    ),
)
make(app, "", COMMANDS)
