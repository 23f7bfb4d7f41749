"""The certificate of a cancellation (核证自愿减排量注销证明): its statement, and its code.

The code is `CEAX2.STATEMENT.SIGNATURE`, made as that of a certificate of compliance; the signature
covers ``ceax cancellation\\n`` and the statement's JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from engine.units import format_date
from settlement_bridge.books import SignOff, entities, ledger_rows
from settlement_bridge.books.credit_words import CancellationKind
from settlement_bridge.compliance.certificate import (
    Kind,
    Sheet,
    code_of,
    fingerprint,
    opened,
    signed_text,
)
from settlement_bridge.credits.registered import Record, cancellation, credit_of, units_of
from settlement_bridge.errors import Refusal
from settlement_bridge.store.credit_tables import cancellation_certificates

KIND = Kind("CEAX2", b"ceax cancellation\n")
TITLE, TITLE_BELOW = "核证自愿减排量注销证明", "Certificate of cancellation of credits"
RANGES_SAID_MAX = 4  # of the codes that were cancelled
Sign = Callable[[bytes], bytes]
WORDS = {
    CancellationKind.OFFSET: "全国履约抵销 offset",
    CancellationKind.PILOT_OFFSET: "试点履约抵销 offset in a pilot market",
    CancellationKind.EVENT: "大型活动碳中和 neutrality of an event",
    CancellationKind.OWN_EMISSIONS: "抵销企业温室气体排放 own emissions",
    CancellationKind.VOLUNTARY: "自愿注销 voluntary",
    CancellationKind.FORCED: "强制注销 forced",
}


class Statement(NamedTuple):
    """What a certificate states. `serials` are the first ranges of codes, `ranges` counts all."""

    number: int  # of the cancellation
    venue: str
    kind: str
    account: int
    holder: str
    beneficiary: str
    purpose: str
    code: str
    project: str
    year: int  # of production
    quantity: int  # t
    serials: list[str]
    ranges: int
    cancelled: int  # yyyymmdd
    date: int  # of issue, yyyymmdd


class Issued(NamedTuple):
    """A certificate with the code that proves it."""

    statement: Statement
    code: str


def issue(
    connection: Connection,
    number: int,
    account: int | None,
    venue: str,
    sign: Sign,
    sign_off: SignOff,
    today: int,
    time_ns: int,
) -> Issued | Refusal:
    """Certify a cancellation, of an account or (None) of any; asked again, the same certificate."""
    record = cancellation(connection, number)
    if record is None or account not in (None, record.cancelled.account):
        return unknown_cancellation(number)
    first = _issued_on(connection, number)
    statement = _statement(connection, record, venue, first or today)
    text = signed_text(statement)
    code = code_of(text, sign(KIND.signed + text), KIND)
    if not first:
        row = (number, fingerprint(code), today, time_ns, sign_off.who)
        connection.execute(insert(cancellation_certificates).values(row))
    return Issued(statement, code)


def _issued_on(connection: Connection, number: int) -> int:
    """The day on which a cancellation was certified, 0 before."""
    columns = cancellation_certificates.c
    query = select(columns.date).where(columns.cancellation == number)
    return connection.scalar(query) or 0


def _statement(connection: Connection, record: Record, venue: str, date: int) -> Statement:
    of = record.cancelled
    credit, holder = (
        credit_of(connection, of.instrument),
        entities.one_account(connection, of.account),
    )
    assert credit is not None and holder is not None
    entries = ledger_rows.event_entries(connection, of.event)
    spans = [span for entry in entries for span in entry.spans]
    named = [f"{each.first}-{each.last[-12:]}" for each in units_of(connection, credit, spans)]
    return Statement(
        record.number,
        venue,
        of.kind.name.lower(),
        of.account,
        holder.name,
        of.beneficiary,
        of.purpose,
        credit.code,
        credit.name,
        credit.year,
        of.quantity,
        named[:RANGES_SAID_MAX],
        len(named),
        of.date,
        date,
    )


def verify(code: str, public_key: str) -> Statement | Refusal:
    """The statement of a code, or a refusal: no code, not signed with this key, or no key."""
    stated = opened(code, public_key, KIND)
    return stated if isinstance(stated, Refusal) else Statement(**stated)


def sheet_of(statement: Statement) -> Sheet:
    """What is drawn."""
    said = (statement.number, statement.venue, facts(statement))
    return Sheet(TITLE, TITLE_BELOW, *said)


def standing(connection: Connection, code: str, statement: Statement) -> Refusal | None:
    """Why a signed certificate does not count, or None: the registry has not issued it."""
    columns = cancellation_certificates.c
    known = connection.scalar(
        select(columns.cancellation).where(columns.fingerprint == fingerprint(code))
    )
    if known == statement.number:
        return None
    message = "the registry's record has no such certificate"
    return Refusal("certificate_unknown", "code", code[:100], None, message)


def unknown_cancellation(number: int) -> Refusal:
    """The refusal of a cancellation that there is not."""
    message = "no such cancellation"
    return Refusal("cancellation_unknown", "cancellation", number, None, message)


def facts(statement: Statement) -> list[tuple[str, str]]:
    """What is printed, line by line: name of the figure, figure."""
    more = statement.ranges - len(statement.serials)
    serials = "; ".join(statement.serials) + (f"; … {more} more" if more > 0 else "")
    return [
        ("编号 Number", f"{statement.number:08}"),
        ("用途 Kind", WORDS[CancellationKind[statement.kind.upper()]]),
        ("持有人 Holder", f"{statement.holder} ({statement.account})"),
        ("受益人 Beneficiary", statement.beneficiary or "-"),
        ("说明 Purpose", statement.purpose or "-"),
        ("项目 Project", f"{statement.project} ({statement.code})"),
        ("产生年度 Production year", str(statement.year)),
        ("注销量 Cancelled", f"{statement.quantity:,} t"),
        ("唯一编码 Codes", serials),
        ("注销日期 Day", format_date(statement.cancelled) or "-"),
        ("签发日期 Issued", format_date(statement.date) or "-"),
        ("登记机构 Registry", statement.venue),
    ]
