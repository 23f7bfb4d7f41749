"""The part of a session about the block desk (大宗协议): intents, dialogues, deals.

    intent = (await alice.post_intent("sell", "CEA25", "78.50", 200_000, in_parts=True))["intent"]
    talk = (await bob.open_dialogue(intent, "77.00", 100_000, note="100 kt today?"))["dialogue"]
    await alice.counter_offer(talk, "78.00", 100_000)
    await bob.confirm_terms(talk, "78.00", 100_000)
    deal = (await alice.confirm_terms(talk, "78.00", 100_000))["deal"]

None of these is recognised when it is sent again: after a lost reply, ask for `intents`,
`dialogues` and `deals` first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from gateway.client.new_orders import Price, Side, ticks
from gateway.protocol.wire import Message


class BlockRequests(ABC):
    """Requests at the block desk; `Session` sends them.

    All raise RequestRefused, ConnectionLost, ReplyMissing.
    """

    @abstractmethod
    async def request(self, op: str, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md."""

    @abstractmethod
    async def _pages(self, op: str, rows: str, **fields: Any) -> list[Message]:
        """All rows of a query that is answered page by page."""

    async def post_intent(
        self,
        side: Side,
        instrument: str,
        price: Price,
        quantity: int,
        *,
        counterparty: int | None = None,
        in_parts: bool = False,
        invitation: bool = False,
        hidden: bool = False,
        note: str | None = None,
    ) -> Message:
        """Post an intent; firm unless it is an `invitation`: cash or units are locked at once, and
        anyone who sees it can accept.

        `counterparty` is the one account that sees it. `hidden` leaves your name out. Returns its
        number as `intent`.
        """
        flags = {"in_parts": in_parts, "invitation": invitation, "hidden": hidden}
        chosen = {name: True for name, value in flags.items() if value} | _given(
            counterparty=counterparty, note=note
        )
        return await self.request(
            "post_intent",
            side=side,
            instrument=instrument,
            price=ticks(price),
            quantity=quantity,
            **chosen,
        )

    async def withdraw_intent(self, intent: int) -> Message:
        """Withdraw an intent of yours; its dialogues end. The exchange may withdraw any."""
        return await self.request("withdraw_intent", intent=intent)

    async def accept_intent(self, intent: int, quantity: int) -> Message:
        """Accept a firm intent at its price: a `deal`, at once."""
        return await self.request("accept_intent", intent=intent, quantity=quantity)

    async def open_dialogue(
        self,
        intent: int,
        price: Price,
        quantity: int,
        *,
        hidden: bool = False,
        note: str | None = None,
    ) -> Message:
        """Answer an intent with an offer of your own; nothing is locked yet.

        Returns the number of the `dialogue`.
        """
        chosen = _given(hidden=hidden or None, note=note)
        return await self.request(
            "open_dialogue", intent=intent, price=ticks(price), quantity=quantity, **chosen
        )

    async def counter_offer(
        self, dialogue: int, price: Price, quantity: int, note: str | None = None
    ) -> Message:
        """Offer other terms, when the last offer was the other side's.

        It undoes every confirmation.
        """
        chosen = _given(note=note)
        return await self.request(
            "counter_offer", dialogue=dialogue, price=ticks(price), quantity=quantity, **chosen
        )

    async def send_note(self, dialogue: int, note: str) -> Message:
        """A word to the other side."""
        return await self.request("send_note", dialogue=dialogue, note=note)

    async def confirm_terms(self, dialogue: int, price: Price, quantity: int) -> Message:
        """Confirm the terms that stand, which locks what they need.

        `deal` of the reply is the deal's number when the other side has confirmed as well, else
        None.
        """
        return await self.request(
            "confirm_terms", dialogue=dialogue, price=ticks(price), quantity=quantity
        )

    async def leave_dialogue(self, dialogue: int) -> Message:
        """End a dialogue; what your confirmation locked is free again. The exchange may end any."""
        return await self.request("leave_dialogue", dialogue=dialogue)

    async def intents(self, instrument: str | None = None) -> list[Message]:
        """The open intents that you may see; `account` is None where its poster shows no name."""
        return await self._pages("intents", "intents", instrument=instrument)

    async def dialogues(self) -> list[Message]:
        """Your open dialogues with the terms that stand; for the exchange everybody's."""
        return await self._pages("dialogues", "dialogues")

    async def deals(self) -> list[Message]:
        """Your deals that wait for the close; for the exchange everybody's."""
        return await self._pages("deals", "deals")

    async def cancel_deal(self, deal: int) -> Message:
        """Cancel a deal before the close (role exchange)."""
        return await self.request("cancel_deal", deal=deal)

    async def suspend_desk(self, instrument: str | None = None) -> Message:
        """Suspend the block desk, for one instrument or all (role exchange)."""
        return await self.request("suspend_desk", **_given(instrument=instrument))

    async def resume_desk(self, instrument: str | None = None) -> Message:
        """Resume it."""
        return await self.request("resume_desk", **_given(instrument=instrument))


def _given(**fields: Any) -> Message:
    return {name: value for name, value in fields.items() if value is not None}
