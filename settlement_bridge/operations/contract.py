"""The contract of the registry, and the tables of its pages: PROTOCOL.md, MESSAGES.md, REASONS.md.

A subject's reasons to refuse lie with its operations; here are those of several subjects. Beside
them a member meets the codes of every server (`gateway.protocol.codes`) and, of transfers that the
exchange refuses, its own reasons (`gateway.protocol.reasons`).

python -m settlement_bridge.operations.contract writes the tables into the pages.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from gateway.protocol import field_tables, pages
from gateway.protocol.codes import Code, Passing
from gateway.protocol.contract import Contract
from gateway.protocol.maps import Field, must
from gateway.protocol.messages import log_on, pushed
from gateway.protocol.operations import Row
from gateway.protocol.proofs import REGISTRY
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.texts import Word
from gateway.protocol.values import COUNT, record
from settlement_bridge.books import Market
from settlement_bridge.books.event_table import EVENTS, EventRow
from settlement_bridge.books.settings import RULES
from settlement_bridge.operations import (
    ACCOUNT_REASONS,
    INSTRUCTIONS,
    KEYED,
    OF_MARKET,
    ROWS,
    applications,
    approvals,
    authorities,
    bank,
    books,
    certificates,
    compliance,
    credit_questions,
    credits,
    defaults,
    delivery,
    law,
    offsets,
    public,
    registrar,
    relations,
    reports,
    representatives,
)
from settlement_bridge.operations.fields import ALL
from settlement_bridge.operations.glossary import OF_REGISTRY as MEANINGS
from settlement_bridge.operations.reports import ALERT

_OF_EVENTS: dict[str, Code] = {
    "event_unknown": Code("no such event, or one of the registry itself", "Ask for the events."),
    "event_not_reversible": Code("this kind is not taken back", "Ask the registry what to do."),
    "event_reversed": Code("the event has been taken back", "Nothing is to be done."),
    "units_moved_on": Code("the units are elsewhere by now", "Take back what moved them first."),
    "client_reference_taken": Code("used for another request", "Choose another reference."),
    "file_malformed": Code(
        "a file has the wrong form; `field` names the line and column",
        "Correct the line and upload the file anew.",
    ),
    "file_incomplete": Code("the file is not there to its end", "Upload what is missing."),
    "file_too_large": Code("the file is larger than a file may be", "Split the file."),
    "upload_out_of_order": Code("the part does not follow", "Go on at the place in `allowed`."),
    "file_taken_before": Code(
        "the same rows were taken under another reference",
        "Nothing is to be done; to take the rows twice, give a reason in `again`.",
    ),
    "reference_taken_before": Code("the reference was used for other rows", "Choose another."),
    "too_many_rules": Code("the most rules are set that there may be", "Clear a rule first."),
    "rule_of_the_venue": Code("this rule is the same for every entity", "Set it for the venue."),
    "date_unknown": Code("no trade and no close of that day is known", "Name a day that is known."),
    "out_of_range": Code("a place that no `next` has given", "Use a value that `next` gave."),
}
_SETTLEMENT: dict[str, Code] = {
    "default_unknown": Code("no such default", "Ask for the defaults."),
    "default_ended": Code("the default has been decided", "Nothing is to be done."),
    "deadline_not_passed": Code(
        "the default may still be made good; `allowed`: until when, ns", "Wait until the deadline."
    ),
    "more_than_claimed": Code("more than the reserve claims", "Pay at most the claim."),
    "day_not_held": Code("the day does not wait for objections", "Nothing is to be done."),
    "objection_late": Code("the result is accepted", "Nothing can be done any more."),
    "objection_unknown": Code("no such objection", "Ask for the objections."),
    "objection_answered": Code("the objection has been answered", "Nothing can be done any more."),
    "result_not_out": Code("the day is not delivered yet", "Wait until the day is delivered."),
    "trade_unknown": Code("no such trade of that day or account", "Ask for the day's trades."),
    "trade_not_reversible": Code(
        "the exchange has taken the trade's day as settled",
        "Reject the objection, or take back an event.",
    ),
    "nothing_to_reverse": Code("an objection to a whole day names no trade", "Name the event."),
    "exchange_not_asked": Code(
        "registry and exchange have not been compared yet",
        "Try again once the exchange has answered.",
        Passing.AGAIN,
    ),
    "registry_behind": Code(
        "the exchange has a longer history than the registry", "Do `catch_up` until it is `done`."
    ),
    "exchange_behind": Code(
        "the registry has a longer history than the exchange", "Restore the exchange's log first."
    ),
    "registry_differs": Code(
        "registry and exchange contradict each other",
        "Compare both sides by hand; nothing is written until they agree.",
    ),
    "exchange_away": Code(
        "the exchange did not answer; a transfer is queued, `value` is its reference",
        "Ask for the transfer by its reference.",
        Passing.ASK,
    ),
}
_BANK: dict[str, Code] = {
    "proceeds_unset": Code(
        "the accounts of paid allocation are not set", "Set issuer_account and proceeds_account."
    ),
    "account_of_paid_allocation": Code(
        "cash does not go into trading from it, and no member acts for it", "Name another account."
    ),
    "bank_file_only": Code(
        "cash moves by files of the bank only (`direct_cash` is 0)",
        "Send the file of the bank, or request a payment.",
    ),
    "bank_reference_taken_before": Code("the line was taken before", "Leave the line out."),
    "line_not_in_suspense": Code("its money is not in suspense", "Ask for the lines."),
    "payee_unknown": Code("the account has no known bank account", "Enter the bank account first."),
    "payment_unknown": Code("no such payment", "Ask for the payments."),
    "payment_not_requested": Code("the payment was sent or given up", "It is too late."),
    "payment_differs": Code(
        "the bank's answer is about another amount",
        "Clear the difference with the bank; the answer's amount must be the payment's.",
    ),
    "payment_answered": Code("the bank has answered the payment before", "Nothing is to be done."),
    "nothing_to_pay": Code("no payment is requested", "Request a payment first."),
    "file_unknown": Code("no such payment file", "Ask for the payment files."),
    "cash_of_sales_not_yet_withdrawable": Code(
        "money of sales waits for its trading days", "Wait, or ask for less."
    ),
}
_BY_SUBJECT = {
    "Accounts, entities and units": ACCOUNT_REASONS,
    "Events, files and rules": _OF_EVENTS,
    "Compliance": reports.REASONS | certificates.REASONS,
    "Sanctions and the law": law.REASONS,
    "Authorities": applications.REASONS | authorities.REASONS,
    "Offset between two registries": offsets.REASONS,
    "Settlement, defaults and objections": _SETTLEMENT,
    "The bank": _BANK,
    "Representatives": representatives.REASONS,
    "Relations of entities": relations.REASONS,
    "Projects and credits": credit_questions.REASONS,
    "Books of units and of cash": delivery.REASONS,
    "Second approval": approvals.REASONS,
}
OF_REGISTRY: dict[str, Code] = {
    name: code for codes in _BY_SUBJECT.values() for name, code in codes.items()
}
_LIMITS = record(frame_bytes=COUNT, requests_per_frame=COUNT, in_flight=COUNT)
_LOG_ON = log_on(must(heartbeat_s=COUNT, limits=Field(_LIMITS, "what the server takes")))
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
    {**pushed(REGISTRY), **_ALERTS},
    {**OF_ENGINE, **OF_REGISTRY},  # transfers pass the exchange's reasons on
)

ROOM = Path(__file__).parents[1]
SUBJECTS: dict[str, tuple[Row, ...]] = {
    "books": books.ROWS,
    "settlement": (*books.SETTLEMENT, *books.RECOVERY),
    "instructions": INSTRUCTIONS,
    "registrar": registrar.ROWS,
    "bank": bank.ROWS,
    "law": law.ROWS,
    "compliance": (*compliance.ROWS, *reports.ROWS, *certificates.ROWS),
    "authorities": (*applications.ROWS, *authorities.ROWS),
    "offsets": offsets.ROWS,
    "public": public.ROWS,
    "defaults": (*defaults.ROWS, *defaults.OBJECTIONS),
    "representatives": representatives.ROWS,
    "relations": relations.ROWS,
    "credits": credits.ROWS,
    "credit questions": credit_questions.ROWS,
    "delivery": delivery.ROWS,
    "approvals": approvals.ROWS,
    "documents": reports.DOCUMENT_ROWS,
}


def tables() -> dict[str, str]:
    """Every table of the pages by its name."""
    return (
        {name: pages.operations(rows, ALL) for name, rows in SUBJECTS.items()}
        | {
            f"fields of {name}": field_tables.operations(rows, ALL, MEANINGS)
            for name, rows in SUBJECTS.items()
        }
        | {
            "log-on": field_tables.operations([CONTRACT.log_on], (), MEANINGS),
            "fields of messages": field_tables.messages(CONTRACT.pushed, MEANINGS),
            "guarded": _words(row.name for row in ROWS if row.approval),
            "done once": _words(row.name for row in ROWS if row.name in KEYED),
            **{f"of {market}": _words(_only_of(market)) for market in {*OF_MARKET.values()}},
            "events": pages.table(
                ("kind", "what it is", "from", "to", "taken back by `reverse`"),
                map(_event, EVENTS),
            ),
            "rules": pages.table(
                ("rule", "what it is", "default", "from", "to", "of one entity too"),
                map(_rule, RULES),
            ),
            "reasons": pages.by_subject(_BY_SUBJECT),
        }
    )


def _only_of(market: Market) -> Iterable[str]:
    """The operations that only a registry of this market has."""
    return (row.name for row in ROWS if OF_MARKET.get(row.name) is market)


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


if __name__ == "__main__":
    pages.write(ROOM, tables())
