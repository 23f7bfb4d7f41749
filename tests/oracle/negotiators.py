"""What members and the exchange do at the block desk: intents, dialogues, deals, and much that is
refused there.
"""

from __future__ import annotations

from typing import Any

from engine.commands import HIDDEN, IN_PARTS, INVITATION, CommandKind, Parameter, Side
from tests.oracle.choices import STRANGE
from tests.oracle.members import Members
from tests.oracle.numbering import called
from tests.oracle.records import Dialogue

WITH_INTENTS = ("post_intent",) * 3 + (
    "withdraw_intent",
    "accept_intent",
    "accept_intent",
    "open_dialogue",
    "open_dialogue",
)
WITH_DIALOGUES = (
    ("open_dialogue",) * 5
    + ("counter_offer",) * 4
    + ("confirm_terms",) * 9
    + ("send_note", "leave_dialogue")
)


class Negotiators(Members):
    """The block desk's part of the crowd."""

    def at_the_desk(self) -> None:
        """One step at the desk, mostly of a kind that its present state allows."""
        choices: tuple[str, ...] = ("post_intent",) * 4 + (
            "buy_and_sell_a_block",
            "buy_and_sell_a_block",
            "cancel_deal",
        )
        if self.venue.intents or not self.random.randrange(10):
            choices += WITH_INTENTS
        if self.venue.dialogues or not self.random.randrange(10):
            choices += WITH_DIALOGUES
        getattr(self, self.random.choice(choices))()

    def note(self) -> dict[str, Any]:
        """A note of all bytes, or none."""
        if self.random.randrange(3):
            return {}
        words = [
            self.random.choice((0, 1, 65_535, self.random.randrange(65_536))) for _ in range(28)
        ]
        return {"weight_instruments": words[:14], "weight_numerators": words[14:]}

    def block_price(self, instrument: int) -> int:
        """Near the base, or at the edges of the wide band."""
        known = self.venue.instruments.get(instrument)
        if known is None or not known.base:
            return 4800
        base, band = known.base, known.parameters[Parameter.BLOCK_BAND_BP]
        near = [base + self.random.randint(-3, 3) for _ in range(4)]
        edges = [
            (base * (10_000 + sign * band) + 5_000) // 10_000 + more
            for sign in (1, -1)
            for more in (-1, 0, 1)
        ]
        return int(self.rarely(self.rarely(self.random.choice(near), tuple(edges), 6), STRANGE, 60))

    def block_quantity(self, instrument: int, leaves: int = 0) -> int:
        """Some small blocks; of an intent mostly all of it, or what leaves just a block, or a tonne
        too little.
        """
        known = self.venue.instruments.get(instrument)
        least = known.parameters[Parameter.BLOCK_QUANTITY_MIN] if known else 10
        usual = leaves or least * self.random.choice((1, 2, 3, 5))
        edges = (least, least - 1, least + 1, usual - least, usual - least + 1, usual + 1, 100_000)
        return int(self.rarely(self.rarely(usual, edges, 3), STRANGE, 60))

    def post_intent(self) -> None:
        instrument = self.instrument()
        self.twin.send(
            CommandKind.POST_INTENT,
            account=self.account(),
            instrument=instrument,
            side=self.side(),
            price=self.block_price(instrument),
            quantity=self.block_quantity(instrument),
            counterparty=self.rarely(0, (*self.accounts, 9, -1), 6),
            operator=self.operator(),
            flags=self.random.choice(
                (0, IN_PARTS, IN_PARTS | HIDDEN, INVITATION, INVITATION | IN_PARTS, 1 | HIDDEN)
            ),
            valid_until_ns=self.valid_until(),
            **self.note(),
        )

    def intent_number(self) -> int:
        """An intent that is alive, or now and then another number."""
        alive = list(self.venue.intents)
        usual = self.random.choice(alive) if alive else 1
        return int(self.rarely(usual, (*self.near("intent", self.venue.last_intent), 2**62), 15))

    def withdraw_intent(self) -> None:
        number = self.intent_number()
        intent = self.venue.intents.get(number)
        account = self.rarely(intent.account if intent else 1, (0, self.account()), 5)
        self.twin.send(
            CommandKind.WITHDRAW_INTENT,
            account=account,
            order_id=number,
            valid_until_ns=self.valid_until(),
        )

    def accept_intent(self) -> None:
        number = self.intent_number()
        intent = self.venue.intents.get(number)
        quantity = self.block_quantity(intent.instrument, intent.leaves) if intent else 10
        self.twin.send(
            CommandKind.ACCEPT_INTENT, account=self.account(), order_id=number, quantity=quantity
        )

    def open_dialogue(self) -> None:
        number = self.intent_number()
        intent = self.venue.intents.get(number)
        instrument = intent.instrument if intent else 1
        self.twin.send(
            CommandKind.OPEN_DIALOGUE,
            account=self.account(),
            order_id=number,
            price=self.block_price(instrument),
            quantity=self.block_quantity(instrument, intent.leaves if intent else 0),
            flags=self.random.choice((0, HIDDEN)),
            operator=self.operator(),
            **self.note(),
        )

    def dialogue(self) -> tuple[int, Dialogue | None]:
        """A dialogue that is alive, or now and then another number."""
        alive = list(self.venue.dialogues)
        usual = self.random.choice(alive) if alive else 1
        number = int(
            self.rarely(usual, (*self.near("dialogue", self.venue.last_dialogue), 2**62), 15)
        )
        return number, self.venue.dialogues.get(number)

    def party(self, dialogue: Dialogue | None) -> int:
        """One of the two who speak, or a stranger."""
        if dialogue is None:
            return self.account()
        return int(
            self.rarely(
                self.random.choice((dialogue.account, dialogue.intent.account)),
                (0, self.account()),
                20,
            )
        )

    def counter_offer(self) -> None:
        number, dialogue = self.dialogue()
        instrument = dialogue.intent.instrument if dialogue else 1
        self.twin.send(
            CommandKind.COUNTER_OFFER,
            account=self.party(dialogue),
            order_id=number,
            price=self.block_price(instrument),
            quantity=self.block_quantity(instrument, dialogue.intent.leaves if dialogue else 0),
            valid_until_ns=self.valid_until(),
            **self.note(),
        )

    def send_note(self) -> None:
        number, dialogue = self.dialogue()
        self.twin.send(
            CommandKind.SEND_NOTE, account=self.party(dialogue), order_id=number, **self.note()
        )

    def confirm_terms(self) -> None:
        number, dialogue = self.dialogue()
        terms = (dialogue.price, dialogue.quantity) if dialogue else (4800, 10)
        price, quantity = self.rarely(
            terms, ((terms[0] + 1, terms[1]), (terms[0], terms[1] + 1)), 12
        )
        self.twin.send(
            CommandKind.CONFIRM_TERMS,
            account=self.party(dialogue),
            order_id=number,
            price=price,
            quantity=quantity,
        )

    def leave_dialogue(self) -> None:
        number, dialogue = self.dialogue()
        self.twin.send(CommandKind.LEAVE_DIALOGUE, account=self.party(dialogue), order_id=number)

    def near(self, kind: str, last: int) -> tuple[int, int, int, int]:
        """No numbers, the last one, and the one after it."""
        return 0, -1, called(self.venue, kind, last), called(self.venue, kind, last + 1)

    def cancel_deal(self) -> None:
        alive = list(self.venue.deals)
        struck = sorted(self.venue.deals_struck)
        usual = self.random.choice(alive or struck or [0])
        self.twin.send(
            CommandKind.CANCEL_DEAL,
            order_id=self.rarely(
                usual, (*self.near("deal", self.venue.last_deal), usual - 1, *struck[:1]), 6
            ),
        )

    def suspend_desk(self) -> None:
        instrument = self.rarely(0, (self.instrument(),), 2)
        self.twin.send(
            CommandKind.SUSPEND_DESK, instrument=instrument, value=self.rarely(1, (0, 2, -1), 4)
        )
        if self.random.randrange(12):
            self.due_back.append(lambda: self.resume_desk(instrument))

    def resume_desk(self, instrument: int) -> None:
        self.twin.send(CommandKind.SUSPEND_DESK, instrument=instrument, value=0)

    def buy_and_sell_a_block(self) -> None:
        """The plain way to a deal: posted and accepted, so that there are enough of them."""
        instrument = self.instrument()
        quantity, price = self.block_quantity(instrument), self.block_price(instrument)
        one, other = self.random.sample(list(self.accounts), 2)
        sell = {"instrument": instrument, "side": Side.SELL, "price": price, "quantity": quantity}
        self.twin.send(CommandKind.POST_INTENT, account=one, **sell)
        self.twin.send(
            CommandKind.ACCEPT_INTENT,
            account=other,
            order_id=called(self.venue, "intent", self.venue.last_intent),
            quantity=quantity,
        )
