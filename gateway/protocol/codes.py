"""The codes of what servers and clients refuse by themselves.

The engine's own reasons are `engine.events.Reason`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Passing(StrEnum):
    """What to do about a refusal that passes by itself."""

    AGAIN = "again"  # nothing was done: send the same again after a pause
    ASK = "ask"  # the outcome is unknown, or depends on something else: query, then send the rest


class Code(NamedTuple):
    """When something is refused with a code, what to do about it, and whether it passes by
    itself.
    """

    when: str
    remedy: str
    passing: Passing | None = None


_AGAIN, _ASK = Passing.AGAIN, Passing.ASK
OF_FRAMES: dict[str, Code] = {
    "frame_malformed": Code("a frame is no map or list of maps", "Send a map or a list of maps."),
    "frame_too_large": Code(
        "a frame is over 65,536 bytes; the connection is closed with 1009", "Send smaller frames."
    ),
    "too_many_requests": Code("a frame holds over 100 requests", "Send several frames."),
    "key_repeated": Code(
        "a map of the request has a key, named in `field`, twice", "Give each key once."
    ),
    "field_missing": Code("a field that is needed is missing", "Give the field."),
    "field_unknown": Code(
        "the operation has no such field; `allowed` lists its fields", "Leave the field out."
    ),
    "field_wrong_type": Code(
        "a field's value is of another type", "Send a value of the type that `allowed` names."
    ),
    "field_out_of_range": Code(
        "a field's value is not allowed", "Send a value that `allowed` permits."
    ),
    "operation_unknown": Code("no operation has that name", "Use a name of the table."),
    "role_not_allowed": Code(
        "the operation is for other roles", "Ask with a key of a role that `allowed` names."
    ),
    "duty_not_allowed": Code(
        "the act belongs to other duties of the exchange's staff",
        "Ask with a key that has a duty which `allowed` names, or all duties.",
    ),
}
OF_LOG_ON: dict[str, Code] = {
    "path_unknown": Code(
        "at the handshake, with HTTP 404: the path is not `/`", "Connect to the path `/`."
    ),
    "origin_not_allowed": Code(
        "at the handshake, with HTTP 403: the page is of another host, which the server does not"
        " allow",
        "Have its origin named with `--origin` when the servers start.",
    ),
    "subprotocol_unknown": Code(
        "at the handshake, with HTTP 400: a subprotocol is offered", "Offer no subprotocol."
    ),
    "protocol_unknown": Code(
        "at log-on: the client names another version of the protocol",
        "Use a client of the version that the challenge names.",
    ),
    "not_logged_on": Code("the session has not logged on", "Log on first."),
    "already_logged_on": Code("the session has logged on before", "Use the session as it is."),
    "signature_wrong": Code(
        "at log-on: the signature is not this key's over this challenge",
        "Sign the text that `allowed` has, with the right private key.",
    ),
    "nonce_malformed": Code(
        "at the handshake, with HTTP 400: `nonce` of the query is no 64 hex digits in lower case",
        "Draw 32 bytes and write them in hex.",
    ),
    "nonce_missing": Code(
        "at log-on: the connection was begun without the client's nonce",
        "Connect to `/?nonce=NONCE` and check the challenge before you sign.",
    ),
    "binding_differs": Code(
        "at log-on: client and server do not see the same certificate",
        "Look for what is between them; it can read everything.",
    ),
    "clock_differs": Code(
        "at log-on: the signed time is more than 30 s from the server's",
        "Set the machine's clock.",
    ),
    "key_unknown": Code(
        "at log-on: no such key. Sessions of a key that is taken out are closed",
        "Use a key that the venue knows.",
    ),
    "enrolment_refused": Code(
        "at log-on with a one-time code: it is unknown, used or over, for another key, or this is"
        " no gateway",
        "Ask the exchange's administration for a new code.",
    ),
    "key_revoked": Code(
        "at log-on: the key is revoked. Its sessions are closed", "Use another key."
    ),
    "key_killed": Code(
        "at log-on: a kill keeps the key out. Its sessions are closed",
        "Have the kill released, with another key of the account or by the exchange.",
    ),
    "key_changed": Code(
        "the key was entered with another role, account or public key; its sessions are closed",
        "Log on again.",
    ),
    "sessions_exceeded": Code(
        "at log-on: the key, its account or the server has `allowed` sessions already",
        "End a session that is not needed, or log on again after a pause.",
        _AGAIN,
    ),
    "keys_unreadable": Code("the venue cannot read its keys.json now", "Try again.", _AGAIN),
    "report_date_too_old": Code(
        "the reports of that day cannot be had any more: 30 days that are over can, as far as the"
        " log is not archived",
        "Go on with the first day, which `allowed` names; older ones are in the daily files.",
    ),
    "report_date_unknown": Code(
        "the venue has had no such day", "Name one of the days that `allowed` lists."
    ),
    "reports_not_ready": Code(
        "what was done or reported on a day that is over is being read back",
        "Ask again after `retry_after_ms`.",
        _AGAIN,
    ),
}
OF_REQUESTS: dict[str, Code] = {
    "operator_unknown": Code(
        "no key has that number, or none of the account concerned",
        "Name a number that `allowed` lists.",
    ),
    "alert_unknown": Code("no alert of that number is kept", "Name an alert that `alerts` lists."),
    "case_unknown": Code("no case of that number is kept", "Name a case that `cases` lists."),
    "out_of_schedule": Code(
        "calendar or clock are against the act, and it is not confirmed",
        "Check date and phase; if the act is meant, confirm it with a reason.",
    ),
    "awaits_approval": Code(
        "nothing has been done yet: another key has to approve the act, whose number is `value`;"
        " `allowed` says who may and until when",
        "Have it approved, or withdraw it.",
    ),
    "dry_run_not_ready": Code(
        "the first dry run of a venue with many orders waits until there is memory for it",
        "Ask again after `retry_after_ms`.",
        _AGAIN,
    ),
    "asker_gone": Code(
        "the key that asked the act is revoked, or has lost the duty for it",
        "Refuse the act, and have it asked with another key.",
    ),
    "second_key_missing": Code(
        "with the rule `second_approval` on, fewer than two keys would have a duty of what it"
        " guards; `allowed` has how many it takes, and the duties that lack one",
        "Enter another key with these duties, or give them to one, by `ceax keys`; then ask again.",
    ),
    "duplicate_client_order_id": Code(
        "the client order id, or the client's id of the request, was used today for something else",
        "Choose another id.",
    ),
    "client_order_ids_full": Code(
        "the account has used its share of the day's client order ids, or all are used",
        "Send the order without an id, or wait for the next day.",
    ),
    "rate_exceeded": Code(
        "too much a second of the session, or of all sessions of its key, account or address; twice"
        " the session's own rate closes the connection with 4008",
        "Wait for `retry_after_ms`.",
        _AGAIN,
    ),
    "in_flight_exceeded": Code(
        "too many requests of the session, its key, account or address wait for their reply",
        "Wait for replies.",
        _AGAIN,
    ),
    "overloaded": Code(
        "too many requests of all sessions wait: members and viewers can only cancel",
        "Try again after a pause.",
        _AGAIN,
    ),
    "storage_failed": Code(
        "the disk has refused a write; the outcome is unknown", "Ask what was done.", _ASK
    ),
    "venue_stopping": Code(
        "the venue is stopping and takes nothing more", "Ask when it runs again.", _ASK
    ),
    "internal_error": Code("a fault of the server, which logs it", "Ask what was done.", _ASK),
}
OF_SERVERS: dict[str, Code] = OF_FRAMES | OF_LOG_ON | OF_REQUESTS
OF_CLIENTS: dict[str, Code] = {
    "venue_unreachable": Code(
        "no server of this protocol answers at the address", "Check the address; try again.", _AGAIN
    ),
    "venue_differs": Code(
        "another venue than the expected one answers at the address",
        "Check the address, and which venue you mean.",
    ),
    "server_unproven": Code(
        "what answers at the address is not the server that was meant, or something is between",
        "Check the address; nothing was signed for it.",
    ),
    "server_key_differs": Code(
        "the server has another key than the one that was named, or kept at its first use",
        "Ask the venue; name the new key once if the venue has announced it.",
    ),
    "connection_lost": Code(
        "the connection ended before the reply", "Connect and ask what was done.", _ASK
    ),
    "reply_missing": Code("no reply came in time", "Ask what was done.", _ASK),
    "answer_malformed": Code("an answer cannot be read", "Use a client of the server's version."),
    "reports_lost": Code(
        "reports were not read before the venue let them go",
        "Ask for open orders, fills and balances; what is read next goes on from there.",
    ),
    "report_skipped": Code(
        "a tracker was given a report whose one before it never had",
        "Read the reports again from the place that the error names.",
    ),
    "events_missing": Code(
        "the stream of events has a hole", "Follow it again from the last number read."
    ),
    "alerts_missed": Code(
        "more alerts came than are kept unread", "Follow them again from the last one read."
    ),
    "certificate_unusable": Code(
        "a file of certificates cannot be used", "Name a PEM file of the authority with `ca`."
    ),
    "price_malformed": Code(
        "what a program gave as a price is none",
        "Give an integer in 0.01 CNY, or a text or Decimal in CNY with at most two decimals.",
    ),
}
# Those of other rooms and of the engine that pass by themselves.
_OTHERS = {
    "order_rate_above_limit": _AGAIN,
    "exchange_not_asked": _AGAIN,
    "exchange_away": _ASK,
    "reference_out_of_step": _ASK,
    "day_not_closed": _ASK,
    "day_unknown": _ASK,
    "day_not_settled": _ASK,
    "clearing_not_confirmed": _ASK,
}
# Every refusal that passes without anybody mending something; any other one is final.
PASSING: dict[str, Passing] = _OTHERS | {
    name: code.passing for name, code in (OF_SERVERS | OF_CLIENTS).items() if code.passing
}
