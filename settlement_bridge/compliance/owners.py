"""Which entity a request is about."""

from __future__ import annotations

from gateway.protocol.errors import RequestError
from settlement_bridge.books import entities
from settlement_bridge.books.parties import Account
from settlement_bridge.office import Fields, Office


async def owner_of(office: Office, fields: Fields) -> int:
    """The entity that a request is about, named itself or by one of its accounts; to a member's
    key that is always its own account.
    """
    if "account" not in fields and "entity" in fields:
        return int(fields["entity"])
    if "account" not in fields:
        rule = "name the entity or one of its accounts"
        raise RequestError("field_missing", rule, field="entity")
    number = fields["account"]
    account: Account | None = await office.read(entities.one_account, number)
    if account is None:
        rule = "no such account in the registry"
        raise RequestError("account_unknown", rule, field="account", value=number)
    return account.entity
