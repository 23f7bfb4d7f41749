"""What is written from the tables of the registry: its contract, and the tables of PROTOCOL.md.

The codes of its refusals lie here, beside those that all servers have (`gateway.protocol.codes`)
and the exchange's own reasons, which transfers pass on.

python -m settlement_bridge.operations.contract writes the tables into the page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from gateway.protocol import pages
from gateway.protocol.codes import Code, Passing
from gateway.protocol.contract import Contract
from gateway.protocol.maps import must
from gateway.protocol.messages import PUSHED, log_on
from gateway.protocol.operations import Row
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record
from settlement_bridge.books.event_table import EVENTS, EventRow
from settlement_bridge.books.settings import RULES
from settlement_bridge.operations import (
    KEYED,
    ROWS,
    bank,
    books,
    compliance,
    defaults,
    instructions,
    registrar,
    reports,
    representatives,
)
from settlement_bridge.operations.fields import ALL
from settlement_bridge.operations.reports import ALERT

_UNITS = {
    "account_unknown": Code("the registry has no such account"),
    "account_exists": Code("the account is open already"),
    "account_suspended": Code("the account or its entity is suspended"),
    "account_closed": Code("the account or its entity is closed"),
    "account_not_empty": Code("an account that holds something is not closed"),
    "account_same": Code("from one account to another: these are the same"),
    "entity_unknown": Code("the registry has no such entity"),
    "entity_exists": Code("the entity is in the register already"),
    "entity_closed": Code("the entity is closed"),
    "entity_not_empty": Code("an entity whose accounts hold something is not closed"),
    "cash_insufficient": Code("the account has less cash there; `allowed` says how much"),
    "units_insufficient": Code("the account has fewer units there; `allowed` says how many"),
    "amount_too_large": Code("the registry would hold more than its numbers can count"),
    "window_closed": Code("a transfer outside its hours; `allowed` says them"),
    "serial_unknown": Code(
        "no such tonne, or of another year or province: `allowed` says the right number, or which"
        " were issued"
    ),
    "units_frozen": Code("units named by number are frozen; `value`: their numbers"),
    "units_elsewhere": Code(
        "units named by number are not where this act takes them from; the message names their"
        " holders, `allowed` where the act takes units"
    ),
    "too_many_blocks": Code("the units named lie in too many blocks: name fewer at once"),
    "field_beside_serials": Code("a field that cannot be given beside `serials`"),
    "instrument_unknown": Code("units of it may not be issued; `allowed`: those that are open"),
    "instrument_exists": Code("units of it may be issued already"),
    "too_many_instruments": Code("as many instruments are open as there may be"),
    "year_missing": Code("the code has no year: name that of the serial numbers"),
    "year_differs": Code("units of this instrument are of another year"),
}
_EVENTS = {
    "event_unknown": Code("no such event, or none that somebody asked for"),
    "event_not_reversible": Code("an event of this kind is not taken back"),
    "event_reversed": Code("the event has been taken back"),
    "units_moved_on": Code("the units are not where the event put them"),
    "client_reference_taken": Code("the reference was used for another request"),
    "file_malformed": Code("a file's form; `field` names the line and column"),
    "file_incomplete": Code("the file has not been uploaded to its end"),
    "file_too_large": Code("the file is larger than a file may be"),
    "upload_out_of_order": Code("this part does not follow the one before"),
    "file_taken_before": Code("the same rows were taken under another reference; see `again`"),
    "reference_taken_before": Code("the reference was used for other rows"),
    "too_many_rules": Code("as many rules are set as there may be"),
    "rule_of_the_venue": Code("this rule is the same for every entity"),
    "date_unknown": Code("no trade and no close of that day is known"),
    "out_of_range": Code("a place that no `next` has given"),
}
_COMPLIANCE = {
    "vintage_not_eligible": Code("units of it do not pay for that year; `allowed`: the codes"),
    "vintages_unknown": Code("which vintages pay for that year is not known"),
    "obligation_unknown": Code("the entity has no obligation for this year"),
    "obligation_exists": Code("the file names an obligation that is there; see `correction`"),
    "obligation_outstanding": Code("something is still owed"),
    "more_than_outstanding": Code("more than is owed"),
    "offset_over_share": Code("credits may pay no more than their share"),
    "fines_crossed": Code("the lower fine is above the higher"),
    "no_carry_over": Code("there is no round of carry-over into this year"),
    "not_carried_over": Code("units of this code are not carried over"),
    "more_than_carried_over": Code("more than may be carried over"),
    "sector_takes_no_part": Code("the entity's sector takes no part in carry-over"),
    "request_unknown": Code("no such request for carry-over"),
    "request_ended": Code("the request was granted or given back"),
    "deadline_unknown": Code("the year has no deadline yet"),
    "no_trades": Code("there were no trades in the month before the deadline"),
    "code_malformed": Code("the text is no certificate's code"),
    "signature_wrong": Code("at log-on, or of a certificate: it was not signed by this key"),
    "certificate_unknown": Code("the registry has issued no such certificate"),
    "certificate_void": Code("the certificate holds no longer"),
}
_SETTLEMENT = {
    "default_unknown": Code("no such default"),
    "default_ended": Code("the default has been decided"),
    "deadline_not_passed": Code("the default may still be made good; `allowed`: until when, ns"),
    "more_than_claimed": Code("more than the reserve claims"),
    "day_not_held": Code("the day does not wait for objections"),
    "objection_late": Code("trading has opened again; the result is accepted"),
    "objection_unknown": Code("no such objection"),
    "objection_answered": Code("the objection has been answered"),
    "result_not_out": Code("the day is not delivered yet"),
    "trade_unknown": Code("no such trade of that day, or of that account"),
    "trade_not_reversible": Code("the exchange has taken the trade's day as settled"),
    "nothing_to_reverse": Code("an objection to a whole day names no trade: name an event"),
    "exchange_not_asked": Code(
        "whether registry and exchange know the same history is not known yet", Passing.AGAIN
    ),
    "registry_behind": Code("the exchange knows more than the registry: see `catch_up`"),
    "exchange_behind": Code("the registry knows more than the exchange"),
    "registry_differs": Code("registry and exchange contradict each other"),
    "exchange_away": Code(
        "the exchange did not answer; a transfer is queued, `value` is its reference", Passing.ASK
    ),
}
_BANK = {
    "bank_file_only": Code("cash moves by files of the bank alone (`direct_cash` is 0)"),
    "bank_reference_taken_before": Code("a line of the bank was taken before"),
    "line_not_in_suspense": Code("no such line, or its money is not in suspense"),
    "payee_unknown": Code("no bank account is known to which to pay"),
    "payment_unknown": Code("no such payment"),
    "payment_not_requested": Code("the payment has been sent or given up"),
    "payment_differs": Code("the bank's answer is about another amount"),
    "payment_answered": Code("the bank has answered the payment before"),
    "nothing_to_pay": Code("no payment is requested"),
    "file_unknown": Code("no such payment file"),
    "cash_of_sales_not_yet_withdrawable": Code("money of sales waits for its trading days"),
    "no_representative": Code("nobody has rights for this entity"),
    "right_missing": Code("the key has not the right that this asks for"),
    "key_differs": Code("the key is not the one that was given rights"),
    "key_not_of_entity": Code("no such key with an account of that entity"),
    "mandate_not_valid": Code("the rights hold on other days"),
    "too_many_mandates": Code("as many rights are given as there may be"),
    "approval_needed": Code("a second representative has to agree; `value`: the proposal, kept"),
    "same_representative": Code("another representative has to approve"),
    "proposal_unknown": Code("no such proposal"),
    "proposal_decided": Code("the proposal has been decided"),
    "proposal_too_long": Code("the request is too long to be kept as a proposal"),
    "too_many_proposals": Code("as many proposals wait as there may be"),
}
OF_REGISTRY: dict[str, Code] = _UNITS | _EVENTS | _COMPLIANCE | _SETTLEMENT | _BANK
_LIMITS = record(frame_bytes=COUNT, requests_per_frame=COUNT, in_flight=COUNT)
_LOG_ON = log_on(must(heartbeat_s=COUNT, limits=_LIMITS))
_ALERTS = {
    "alert": (
        "An alert of compliance risk, after `follow_alerts`.",
        must(type=Word("alert")) | ALERT,
    )
}
CONTRACT = Contract(
    "registry",
    "The registry of a ceax exchange",
    "localhost:9103",
    _LOG_ON,
    ROWS,
    {**PUSHED, **_ALERTS},
    {**OF_ENGINE, **OF_REGISTRY},  # transfers pass the exchange's reasons on
)


PAGE = Path(__file__).parents[1] / "PROTOCOL.md"
SUBJECTS: dict[str, tuple[Row, ...]] = {
    "books": books.ROWS,
    "settlement": (*books.SETTLEMENT, *books.RECOVERY),
    "instructions": instructions.ROWS,
    "registrar": registrar.ROWS,
    "bank": bank.ROWS,
    "compliance": (*compliance.ROWS, *reports.ROWS),
    "defaults": (*defaults.ROWS, *defaults.OBJECTIONS),
    "representatives": representatives.ROWS,
    "documents": reports.DOCUMENT_ROWS,
}


def tables() -> dict[str, str]:
    """Every table of the page by its name."""
    return {name: pages.operations(rows, ALL) for name, rows in SUBJECTS.items()} | {
        "done once": _words(row.name for row in ROWS if row.name in KEYED),
        "events": pages.table(
            ("kind", "what it is", "from", "to", "taken back by `reverse`"),
            map(_event, EVENTS),
        ),
        "rules": pages.table(
            ("rule", "what it is", "default", "from", "to", "of one entity too"), map(_rule, RULES)
        ),
        "registry errors": pages.refusals(OF_REGISTRY),
    }


def _words(names: Iterable[str]) -> str:
    """Names one after another, in lines of a page's width."""
    return "\n".join(textwrap.wrap(" ".join(f"`{name}`" for name in names), 120)) + "\n"


def _rule(name: str) -> list[str]:
    rule = RULES[name]
    default = "none" if rule.default is None else str(rule.default)
    ends = [f"{end:,}" for end in (rule.least, rule.most)]
    return [f"`{name}`", rule.words, default, *ends, "yes" if rule.of_an_entity else ""]


def _event(row: EventRow) -> list[str]:
    ends = [each.name.lower() if each is not None else "" for each in (row.source, row.target)]
    return [
        f"`{row.kind.name.lower()}`",
        row.words,
        *(f"`{end}`" if end else "" for end in ends),
        "yes" if row.reversible else "",
    ]


def main() -> None:
    """Write the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(pages.rewritten(page, tables()), encoding="utf-8")


if __name__ == "__main__":
    main()
