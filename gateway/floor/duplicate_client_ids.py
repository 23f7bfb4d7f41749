"""Duplicate client order ids, and ids of requests: what is sent again gets the first answer.

The rule: a client id is 1 to 20 printable ASCII characters without spaces, and unique for an
account and a trading day, whatever it names: an order (`client_order_id` of a new order) or a
request (`client_request_id` of a cancel or replace). A request whose id its account has used today
is a duplicate:

- With the same content it gets the first answer again with `duplicate`: true, also where that was a
  refusal by the engine. Nothing is done, so a member may send again whatever it has no answer to.
  The content of a new order is instrument, side, order type, price, quantity, time in force, `take`
  and `expires_ns`; of a cancel the order; of a replace the order, price, quantity or total, and
  `expected_leaves`. `valid_until_ns` may differ.
- With any other content it is refused as `duplicate_client_order_id`; the message names the fields
  that differ.

A request that the gateway refused by itself has used no id. Where an account has used its share of
the day's ids, or all are used, a new id is refused as `client_order_ids_full`; a request without an
id is taken. The next trading day begins without ids. A restart of the venue forgets none: they are
derived from the events on disk.

Where it is applied: `stored_answer` decides, before a request becomes a command
(gateway/floor/planner.py). The index of the day's ids is gateway/floor/client_orders.py. Two
requests of one batch with the same id are decided one after the other
(gateway/floor/batch_lookup.py).
"""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventKind
from gateway.drafts.lookup import Draft
from gateway.floor.client_orders import ACCOUNT_IDS_MAX, IDS_MAX, ClientOrders
from gateway.floor.recall import Recall
from gateway.protocol.errors import RequestError

# the field of a request that is its own id
ID_FIELDS = {
    "new_order": "client_order_id",
    "cancel": "client_request_id",
    "replace": "client_request_id",
}
# Fields of the command in which a duplicate must not differ, as its request calls them.
_CONTENTS = {
    int(CommandKind.NEW_ORDER): {
        "instrument": "instrument",
        "side": "side",
        "price": "price",
        "quantity": "quantity",
        "time_in_force": "time_in_force",
        "order_id": "take",
        "flags": "order_type",
        "value": "expires_ns",
    },
    int(CommandKind.CANCEL): {"order_id": "order"},
    int(CommandKind.REPLACE): {
        "order_id": "order",
        "price": "price",
        "quantity": "quantity",
        "flags": "total",
        "reference": "expected_leaves",
    },
}
_NOUNS = {
    CommandKind.NEW_ORDER: "order",
    CommandKind.CANCEL: "cancel",
    CommandKind.REPLACE: "replace",
}


def stored_answer(
    index: ClientOrders, recall: Recall, account: int, client_id: bytes, draft: Draft
) -> int:
    """Number of the event that answered the same request before, 0 when there is none.

    Raises RequestError when the client id was used for something else.
    """
    event = answer_event(index, recall, account, client_id)
    if event is None:
        return 0
    first = recall.command(int(event["command"]))[0]
    contents = _CONTENTS[draft["kind"]] if first["kind"] == draft["kind"] else {}
    differing = [word for name, word in contents.items() if int(first[name]) != draft[name]]
    if differing or not contents:
        raise _used(client_id.decode(), draft["kind"], int(first["kind"]), differing)
    return int(event["sequence"])


def _used(text: str, kind: int, first: int, differing: list[str]) -> RequestError:
    field = ID_FIELDS[CommandKind(kind).name.lower()]
    other = f"{'another' if differing else 'a'} {_NOUNS[CommandKind(first)]}"
    how = f", which differs in {', '.join(differing)}" if differing else ""
    message = f"{field.replace('_', ' ')} {text!r} was used today for {other}{how}"
    return RequestError("duplicate_client_order_id", message, field=field, value=text)


def require_room(index: ClientOrders, account: int, entering: int, kind: int) -> None:
    """Raise RequestError where the account has no new client id left today beside those that are
    `entering`; `kind` is that of the request's command.
    """
    if index.room(account) <= entering:
        whose = "the account" if index.used[account] + entering >= ACCOUNT_IDS_MAX else "the venue"
        allowed = ACCOUNT_IDS_MAX if whose == "the account" else IDS_MAX
        message = f"{whose} has used the {allowed:,} client order ids of the day"
        field = ID_FIELDS[CommandKind(kind).name.lower()]
        raise RequestError("client_order_ids_full", message, field=field, allowed=allowed)


def order_number(index: ClientOrders, recall: Recall, account: int, client_order_id: bytes) -> int:
    """Order entered under a client order id today. Raises RequestError."""
    event = answer_event(index, recall, account, client_order_id)
    entered = event is not None and event["kind"] == EventKind.ACCEPTED
    if event is None or not entered or event["command_kind"] != CommandKind.NEW_ORDER:
        text = client_order_id.decode()
        message = f"no order was entered today with client order id {text!r}"
        raise RequestError("order_unknown", message, field="client_order_id", value=text)
    return int(event["order_id"])


def answer_event(
    index: ClientOrders, recall: Recall, account: int, client_id: bytes
) -> np.void | None:
    """The event that answered the request with that id today, None when there was none."""
    for number in index.answers(account, client_id):
        event = recall.event(number)[0]
        if event["account"] == account and event["text"] == client_id:
            found: np.void = event
            return found
    return None
