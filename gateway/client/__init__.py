"""The members' SDK: connect, trade, ask, and read one's reports.

    key = KeyFile.load("keys/alice.pem")
    async with connect("ws://127.0.0.1:9101", key) as session:
        reply = await session.buy("CEA25", "78.50", 100)
        async for report in session.reports():
            print(report["report"], report["order"])

Prices are accepted as integers in 0.01 CNY or as text or Decimal in CNY (7850, "78.50"); answers
carry integers as in PROTOCOL.md. The same session serves viewers, the exchange's staff, the feed
and the bridge: `request` takes any operation, `operations` has each as a method with typed
keywords, as on the wire; `gateway.client.build` has each as a map for `request_many`. `Connection`
is the part below, good for the feed's and the registry's servers too.

Everything that goes wrong is a GatewayError: `code` is a word for programs, `remedy` a sentence
that says what to do, `passing` whether it passes by itself.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gateway.client.connecting import connect
from gateway.client.connection import Connection
from gateway.client.inbox import Inbox
from gateway.client.new_orders import (
    MARKET,
    OrderOptions,
    Price,
    PriceMalformed,
    Side,
    new_order,
    ticks,
)
from gateway.client.pushed import State
from gateway.client.session import Session
from gateway.client.streams import EventBatch, EventsMissing, Place, ReportsLost
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import (
    Asked,
    ConnectionLost,
    Reply,
    ReplyMissing,
    RequestRefused,
    ServerKeyDiffers,
    ServerUnproven,
    VenueDiffers,
    VenueUnreachable,
)

if TYPE_CHECKING:
    from gateway.client.endpoints import Endpoints, local_key, read_endpoints
    from gateway.client.typed import Report

__all__ = [
    "MARKET",
    "Asked",
    "Connection",
    "ConnectionLost",
    "Endpoints",
    "EventBatch",
    "EventsMissing",
    "GatewayError",
    "Inbox",
    "OrderOptions",
    "Place",
    "Price",
    "PriceMalformed",
    "Reply",
    "ReplyMissing",
    "Report",
    "ReportsLost",
    "RequestRefused",
    "ServerKeyDiffers",
    "ServerUnproven",
    "Session",
    "Side",
    "State",
    "VenueDiffers",
    "VenueUnreachable",
    "connect",
    "local_key",
    "new_order",
    "read_endpoints",
    "ticks",
]


_LATER = {
    "Report": "gateway.client.typed",
    "Endpoints": "gateway.client.endpoints",
    "local_key": "gateway.client.endpoints",
    "read_endpoints": "gateway.client.endpoints",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """What only some programs use is loaded where a program asks for it."""
        if name in _LATER:
            return getattr(import_module(_LATER[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
