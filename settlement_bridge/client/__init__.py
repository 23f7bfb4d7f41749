"""The registry's SDK: queries for everybody with a key, and the registry operator's instructions.

    key = KeyFile.load("keys/bridge.pem")
    async with connect("ws://127.0.0.1:9103", key) as registry:
        await registry.open_account(7, "Huaneng")
        await registry.deposit(7, 1_000_000_00)
        print(await registry.holdings(7))

Every method returns the reply's fields as in PROTOCOL.md and raises RequestRefused, ConnectionLost
or ReplyMissing. What moves or issues money or units is done once for each `client_reference`: after
a lost reply the same call with the same reference brings the first answer. A transfer refused as
`exchange_away` is queued durably; sent again with its reference it is the same. `operations` has
every operation as a method.
"""

from gateway.client import (
    ConnectionLost,
    Reply,
    ReplyMissing,
    RequestRefused,
    VenueUnreachable,
)
from settlement_bridge.client.session import AlertsMissed, RegistrySession, connect

__all__ = [
    "AlertsMissed",
    "ConnectionLost",
    "RegistrySession",
    "Reply",
    "ReplyMissing",
    "RequestRefused",
    "VenueUnreachable",
    "connect",
]
