"""The operations of papers through the registry's server."""

from __future__ import annotations

from typing import Any

import pytest

from settlement_bridge.client import RegistrySession, RequestRefused, connect


async def refusal(registry: RegistrySession, op: str, **fields: Any) -> tuple[str, str | None]:
    with pytest.raises(RequestRefused) as raised:
        await registry.request(op, **fields)
    return raised.value.code, raised.value.field


async def test_the_audit_goes_on_where_a_page_ended_and_is_for_staff(house: Any) -> None:
    async with connect(house.registry, house.key("exchange")) as registry:
        page = await registry.request("audit", limit=2)
        rest = await registry.request("audit", after=page["next"])
        first = (await registry.request("audit"))["acts"]  # a page at most
        assert (page["acts"] + rest["acts"])[: len(first)] == first
        for wrong in ("x", "[]", "[[1,2]]", "[" * 900, page["next"].replace("null", '[1,"a"]', 1)):
            assert await refusal(registry, "audit", after=wrong) == ("out_of_range", "after")
    async with connect(house.registry, house.key("member1")) as member:
        assert (await refusal(member, "audit"))[0] == "role_not_allowed"


async def test_the_bulletin_of_a_day_that_was_none_is_refused(house: Any) -> None:
    async with connect(house.registry, house.key("exchange")) as registry:
        assert (await registry.request("bulletin", date="2026-01-05"))["trades"][0]["count"] == 3
        assert await refusal(registry, "bulletin", date="2001-01-01") == ("date_unknown", "date")
