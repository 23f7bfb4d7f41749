"""What the exchange writes: names, reasons and announcements, at times with nothing to go with, or
with what carries no text.
"""

from __future__ import annotations

from engine.commands import MORE, CommandKind, TextUse
from engine.commands.text_uses import NAMES, WORDINGS
from engine.commands.texts import Texts, text_fields
from tests.oracle.choices import STRANGE, Choices

STEPS = (
    (6, "set_names"),
    (4, "announce"),
    (8, "give_reason"),
    (3, "stray_text"),
    (2, "acknowledge"),
)
SIGNS = "碳排放权交易中心 Hubei Co., Ltd.·（一）é"


class Wording(Choices):
    """The part of the crowd that writes."""

    def text_for(self, use: TextUse) -> bytes:
        """Some text, at times as long as it may be, so that signs are cut apart."""
        most = use.most if self.random.randrange(3) == 0 else 40
        length = self.random.randint(1, most)
        drawn = "".join(self.random.choice(SIGNS) for _ in range(length)).encode()
        return drawn[:length]

    def write(self, *uses: TextUse) -> None:
        """Send texts for what comes next."""
        texts: Texts = {use: self.text_for(use) for use in uses}
        for fields in text_fields(texts):
            self.twin.send(CommandKind.TEXT, operator=self.rarely(0, (7,), 3), **fields)

    def some(self, *uses: TextUse) -> list[TextUse]:
        """At least one of them."""
        return self.random.sample(uses, self.random.randint(1, len(uses)))

    def set_names(self) -> None:
        usual = self.some(*NAMES)
        self.write(*self.rarely(usual, ([TextUse.REASON], [*usual, TextUse.REASON]), 5))
        whose = self.random.choice(
            ({"account": self.account()}, {"instrument": self.instrument()}, {})
        )
        self.twin.send(CommandKind.SET_NAMES, **whose)

    def announce(self) -> None:
        if self.random.randrange(6):
            self.write(*self.some(*WORDINGS))
        self.twin.send(CommandKind.ANNOUNCE)

    def acknowledge(self) -> None:
        """An alert of any number: the rules know none."""
        self.write(*self.rarely([TextUse.REASON], ([],), 3))
        seen = {"reference": self.random.randrange(3), "quantity": self.random.randrange(10**6)}
        self.twin.send(CommandKind.ACKNOWLEDGE_ALERT, value=self.rarely(1, (7,), 3), **seen)

    def give_reason(self) -> None:
        """For whatever is done next, be it an order."""
        self.write(TextUse.REASON)

    def stray_text(self) -> None:
        """Of no use, one too many, or nothing but a promise of more."""
        use = self.rarely(TextUse.REASON, (0, max(TextUse) + 1, *STRANGE), 2)
        for _ in range(self.rarely(1, (26,), 3)):
            self.twin.send(CommandKind.TEXT, quantity=use, flags=MORE, text=b"stray")
        self.twin.send(CommandKind.TEXT, quantity=TextUse.REASON, text=b"stray", value=-(2**63))
