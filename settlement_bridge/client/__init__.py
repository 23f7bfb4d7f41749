"""The registry's SDK: queries for everybody with a key, and the registry operator's instructions.

    key = KeyFile.load("keys/bridge.pem")
    async with connect("ws://127.0.0.1:9103", key) as registry:
        await registry.operations.open_account(account=7, name="Huaneng")
        await registry.operations.deposit(account=7, amount_fen=1_000_000_00)
        print(await registry.operations.holdings(account=7))

`operations` has every operation of PROTOCOL.md as a method. Each returns the reply's fields and
raises RequestRefused, ConnectionLost or ReplyMissing. What moves or issues money or units is done
once for each `client_reference`: after a lost reply the same call with the same reference brings
the first answer. A transfer refused as `exchange_away` is queued durably; sent again with its
reference it is the same. The session itself sends files up and reads what comes page after page.
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
