"""What the gateway sends unasked: reports, events, the venue's state, alerts and notices."""

from __future__ import annotations

from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.messages import Pushed, log_on, pushed
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.table.alerts import ALERT as STAFF_ALERT
from gateway.protocol.table.approvals import APPROVAL
from gateway.protocol.table.events import EVENT
from gateway.protocol.table.halts import HALTS
from gateway.protocol.table.reports import REPORTS
from gateway.protocol.table.sessions import NOTICE
from gateway.protocol.table.settlement import ALERT
from gateway.protocol.texts import Word
from gateway.protocol.values import (
    BOOLEAN,
    CODE,
    COUNT,
    DATE_OR_NONE,
    NUMBER,
    PHASE,
    TEXT,
    TIME_NS,
    record,
)

_SESSION_NEWS = record(
    account=NUMBER,
    refused=Field(COUNT, "requests that the gateway refused as it read them"),
    lost=Field(COUNT, "members' sessions that were lost without a guard"),
    reason=Field(TEXT, "of the last one lost; empty where none was"),
)
_LIMITS = record(
    frame_bytes=COUNT,
    requests_per_frame=COUNT,
    requests_per_s=COUNT,
    cancels_per_s=COUNT,
    questions_per_s=COUNT,
    in_flight=COUNT,
    key_times=COUNT,
    account_times=COUNT,
    address_times=COUNT,
    sessions_per_key=COUNT,
    sessions_per_account=COUNT,
)
LOG_ON = log_on(
    must(
        operator=Field(COUNT, "the number of this key"),
        date=DATE_OR_NONE,
        phase=PHASE,
        heartbeat_s=COUNT,
        report_date=Nullable(DATE_OR_NONE, "without an account"),
        next_report=Nullable(NUMBER, "without an account"),
        limits=Field(_LIMITS, "what the server takes"),
    )
    | may(
        duties=Field(ListOf(TEXT, "words"), "of a key of the exchange that has not all of them"),
        guard=Field(NUMBER, "of a session that asked for `cancel_on_disconnect`"),
        log_epoch=Field(
            COUNT, "to the roles feed and bridge: the number of this start of an engine on the log"
        ),
        next_event=Field(NUMBER, "to the role feed"),
    )
)


REPORT = must(
    type=Word("report"),
    report_date=Field(DATE_OR_NONE, "the day that numbers it"),
    number=Field(NUMBER, "its number of that day, without holes"),
    replay=BOOLEAN,
    report=Field(TEXT, "kind of report"),
    time_ns=Field(TIME_NS, "when the engine decided"),
    received_ns=Nullable(TIME_NS, "in a replay, and where the venue itself caused it"),
) | may(
    sent_ns=Field(TIME_NS, "when it went out, to a session that is `stamped`")
)  # beside the fields of its kind


def _report(kind: str, fields: Fields) -> Fields:
    return REPORT | must(report=Word(kind)) | fields


PUSHED: Pushed = {
    **pushed(GATEWAY),
    **{f"report.{kind}": (text, _report(kind, fields)) for kind, (text, fields) in REPORTS.items()},
    "state": (
        "The venue's state, after log-on and at each change.",
        must(
            type=Word("state"),
            date=DATE_OR_NONE,
            phase=PHASE,
            venue_halted=BOOLEAN,
            halted=ListOf(CODE, "instruments"),
            halts=HALTS,
        ),
    ),
    "events": (
        "Events of the engine, after `follow`: up to 500, without holes.",
        must(
            type=Word("events"),
            first=NUMBER,
            last=NUMBER,
            events=ListOf(EVENT, "events"),
        ),
    ),
    "risk_alert": (
        "An alert of compliance risk, to the exchange (履约风险预警).",
        must(type=Word("risk_alert")) | ALERT,
    ),
    "approval": (
        "What has become of an act that needs a second key, to the exchange.",
        APPROVAL,
    ),
    "alert": (
        "An alert to the exchange's staff that is new or has changed, to the exchange.",
        must(type=Word("alert")) | STAFF_ALERT,
    ),
    "schedule_notice": (
        "What the schedule or the check of the log reports, to the exchange and the role feed.",
        must(type=Word("schedule_notice")) | NOTICE,
    ),
    "session_news": (
        "What became of sessions and requests without an event, each second, to the role feed.",
        must(
            type=Word("session_news"),
            time_ns=TIME_NS,
            accounts=Field(ListOf(_SESSION_NEWS, "maps"), "up to 500"),
        ),
    ),
}
