"""Buys one block for a client: talks to the sellers at the block desk, deals within the limit.

    python block_broker.py GATEWAY KEY_FILE CEA25 100000 76.00 78.50

It accepts a firm intent at the first price or under it. Else it opens a dialogue at the first
price, meets each offer halfway, and confirms an offer within the limit. The venue keeps dialogues
and deals, so the program asks for them and may be started again at any time.
"""

import asyncio
import json
import sys

from gateway.client import ConnectionLost, ReplyMissing, RequestRefused, Session, connect, ticks
from gateway.client.typed import DealsDeal, DialoguesDialogue, IntentsIntent
from gateway.protocol.private_keys import KeyFile

GIVE_UP_S, PAUSE_S = 3600.0, 0.5


class Broker:
    """One mandate: instrument, quantity, first price and limit."""

    def __init__(self, session: Session, instrument: str, quantity: int, first: int, limit: int):
        self.session, self.desk = session, session.operations
        self.instrument, self.quantity, self.first, self.limit = instrument, quantity, first, limit
        self.bid = first
        self.tried: set[int] = set()  # intents

    async def deal(self) -> DealsDeal | None:
        """The purchase, once it is struck."""
        for row in (await self.desk.deals())["deals"]:
            if (row["instrument"], row["buyer"]) == (self.instrument, self.session.account):
                return row
        return None

    async def step(self) -> None:
        """Answer the open dialogue, or look for an intent to answer."""
        talks = (await self.desk.dialogues())["dialogues"]
        open_ones = [row for row in talks if row["instrument"] == self.instrument]
        for talk in open_ones:
            if talk["by"] != talk["role"] and talk["role"] not in talk["confirmed_by"]:
                await self.reply(talk)
        if not open_ones:
            intents = (await self.desk.intents())["intents"]
            if suiting := [each for each in intents if self.suits(each)]:
                await self.answer(min(suiting, key=lambda each: each["price"]))

    def suits(self, intent: IntentsIntent) -> bool:
        sold = intent["instrument"] == self.instrument and intent["side"] == "sell"
        parts = intent["in_parts"] and intent["leaves"] >= self.quantity
        fits = parts or intent["leaves"] == self.quantity
        return sold and fits and intent["intent"] not in self.tried

    async def answer(self, intent: IntentsIntent) -> None:
        number, self.bid = intent["intent"], self.first
        if intent["price"] <= self.first and not intent["invitation"]:
            await self.desk.accept_intent(intent=number, quantity=self.quantity)
        else:
            await self.desk.open_dialogue(intent=number, price=self.first, quantity=self.quantity)
        self.tried.add(number)

    async def reply(self, talk: DialoguesDialogue) -> None:
        """Confirm an offer within the limit, meet another halfway, or leave."""
        number, price = talk["dialogue"], talk["price"]
        if price <= self.limit and talk["quantity"] == self.quantity:
            await self.desk.confirm_terms(dialogue=number, price=price, quantity=self.quantity)
        elif self.bid < self.limit:
            self.bid = min(self.limit, -(-(self.bid + price) // 2))
            await self.desk.counter_offer(dialogue=number, price=self.bid, quantity=self.quantity)
        else:
            await self.desk.leave_dialogue(dialogue=number)

    async def work(self) -> DealsDeal:
        """Talk until a deal is struck."""
        while True:
            try:
                if deal := await self.deal():
                    return deal
                await self.step()
            except RequestRefused as refused:  # the desk is closed, or the other side was faster
                print(refused, refused.remedy, file=sys.stderr)
            except (ConnectionLost, ReplyMissing):
                await self.session.connected()
            await asyncio.sleep(PAUSE_S)


async def main(gateway: str, key_file: str, instrument: str, *terms: str) -> None:
    quantity, first, limit = int(terms[0]), ticks(terms[1]), ticks(terms[2])
    async with connect(gateway, KeyFile.load(key_file), give_up_s=GIVE_UP_S) as session:
        deal = await Broker(session, instrument, quantity, first, limit).work()
        print(json.dumps({name: deal[name] for name in ("deal", "price", "quantity")}))


asyncio.run(main(*sys.argv[1:]))
