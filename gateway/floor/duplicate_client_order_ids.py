"""Duplicate client order ids: a new order sent again gets the first answer, and enters no order.

The rule: a client order id is 1 to 20 printable ASCII characters without spaces, and unique for an
account and a trading day. A new order whose id its account has used today is a duplicate:

- With the same instrument, side, order type, price, quantity, time in force and `take`, it gets
  the first answer again with `duplicate`: true, also where that was a refusal by the engine.
  Nothing is entered, so a member may send again whatever it has no answer to. `valid_until_ns` may
  differ.
- With any other content it is refused as `duplicate_client_order_id`; the message names the fields
  that differ.

A request that the gateway refused by itself has used no id. Where an account has used its share of
the day's ids, or all are used, a new id is refused as `client_order_ids_full`; an order without an
id is taken. The next trading day begins without
ids. A restart of the venue forgets none: they are derived from the events on disk.

Where it is applied: `stored_answer` decides, before an order becomes a command
(gateway/floor/planner.py). The index of the day's ids is gateway/floor/client_orders.py. Two orders
of one batch with the same id are decided one after the other (gateway/floor/batch_lookup.py).
"""

from __future__ import annotations

import numpy as np

from engine.events import EventKind
from gateway.drafts.lookup import Draft
from gateway.floor.client_orders import ACCOUNT_IDS_MAX, IDS_MAX, ClientOrders
from gateway.floor.recall import Recall
from gateway.protocol.errors import RequestError

# fields of the command in which a duplicate must not differ
_CONTENTS = ("instrument", "side", "price", "quantity", "time_in_force", "order_id", "flags")
_NAMES = {"order_id": "take", "flags": "order_type"}  # of the request, where they are others


def stored_answer(
    index: ClientOrders, recall: Recall, account: int, client_order_id: bytes, draft: Draft
) -> int:
    """Number of the event that answered the same order before, 0 when there is none.

    Raises RequestError when the client order id was used for another order.
    """
    event = answer_event(index, recall, account, client_order_id)
    if event is None:
        return 0
    first = recall.command(int(event["command"]))[0]
    differing = [name for name in _CONTENTS if int(first[name]) != draft[name]]
    if differing:
        raise _used(client_order_id.decode(), differing)
    return int(event["sequence"])


def _used(text: str, differing: list[str]) -> RequestError:
    words = ", ".join(_NAMES.get(name, name) for name in differing)
    message = f"client order id {text!r} was used today for another order, which differs in {words}"
    return RequestError("duplicate_client_order_id", message, field="client_order_id", value=text)


def require_room(index: ClientOrders, account: int, entering: int) -> None:
    """Raise RequestError where an account has no new client order id left today beside those that
    are `entering`.
    """
    if index.room(account) <= entering:
        whose = "the account" if index.used[account] + entering >= ACCOUNT_IDS_MAX else "the venue"
        allowed = ACCOUNT_IDS_MAX if whose == "the account" else IDS_MAX
        message = f"{whose} has used the {allowed:,} client order ids of the day"
        raise RequestError(
            "client_order_ids_full", message, field="client_order_id", allowed=allowed
        )


def order_number(index: ClientOrders, recall: Recall, account: int, client_order_id: bytes) -> int:
    """Order entered under a client order id today. Raises RequestError."""
    event = answer_event(index, recall, account, client_order_id)
    if event is None or event["kind"] != EventKind.ACCEPTED:
        text = client_order_id.decode()
        message = f"no order was entered today with client order id {text!r}"
        raise RequestError("order_unknown", message, field="client_order_id", value=text)
    return int(event["order_id"])


def answer_event(
    index: ClientOrders, recall: Recall, account: int, client_order_id: bytes
) -> np.void | None:
    """The event that answered an order with that id today, None when there was none."""
    for number in index.answers(account, client_order_id):
        event = recall.event(number)[0]
        if event["account"] == account and event["text"] == client_order_id:
            found: np.void = event
            return found
    return None
