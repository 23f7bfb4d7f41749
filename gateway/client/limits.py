"""The part of a session about limits, kills and large holders: for members their own, for the
exchange's staff anybody's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from gateway.protocol.wire import Message


class LimitRequests(ABC):
    """Requests about limits; `Session` sends them."""

    @abstractmethod
    async def request(self, op: str, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md."""

    async def account_limits(self, account: int | None = None) -> Message:
        """What an account may do and what it uses of it; the exchange names the account.

        `limits`: open_orders, order_rate, order_value, day_turnover, each with `limit` in force
        (None: none), the account's `own` and what is `used`. `holdings`: t held and being bought,
        maximum holding (最大持仓量), large-holder threshold.
        """
        return await self.request("account_limits", **_given(account=account))

    async def all_account_limits(self) -> list[Message]:
        """The same of every account (role exchange)."""
        found: list[Message] = []
        after: int | None = None
        while True:
            reply = await self.request("account_limits", **_given(after=after))
            found += reply["accounts"]
            after = reply["next"]
            if after is None:
                return found

    async def supervision(self) -> Message:
        """The limits of everybody, what is under a kill, and the large holders (大户); role
        exchange.
        """
        return await self.request("supervision")

    async def kill(
        self,
        account: int | None = None,
        operator: int | None = None,
        refuse_log_on: bool = False,
    ) -> Message:
        """Withdraw everything at once and take nothing new until `release`: of an account or a key.

        A member kills its account, or one of its keys by the number of it; the exchange names the
        account or any key. refuse_log_on: the sessions of the keys are closed as well, and they
        may not log on until the release. Returns how many orders were `cancelled`, the first of
        their numbers as `orders`, and the `keys` concerned.
        """
        more = {"refuse_log_on": True} if refuse_log_on else {}
        return await self.request("kill", **_given(account=account, operator=operator), **more)

    async def release(self, account: int | None = None, operator: int | None = None) -> Message:
        """End a kill: one's own, or by the exchange any.

        Orders that were withdrawn do not come back.
        """
        return await self.request("release", **_given(account=account, operator=operator))

    async def set_account_limit(
        self, account: int, limit: str, value: int | None, instrument: str | None = None
    ) -> Message:
        """Give an account a limit of its own (role exchange): 0 is none, None gives the default
        back.

        limit: open_orders, order_rate, order_value or day_turnover (fen), or maximum_holding (t) of
        an instrument.
        """
        said = -1 if value is None else value
        return await self.request(
            "set_account_limit",
            account=account,
            limit=limit,
            value=said,
            **_given(instrument=instrument),
        )

    async def set_default_limit(self, limit: str, value: int) -> Message:
        """Set a limit for every account without one of its own (role exchange); 0 is none.

        Also rate_window, in ms.
        """
        return await self.request("set_default_limit", limit=limit, value=value)


def _given(**fields: Any) -> Message:
    return {name: value for name, value in fields.items() if value is not None}
