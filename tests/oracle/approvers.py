"""What staff asks and a second key approves, refuses or forgets."""

from __future__ import annotations

from engine.commands import CommandKind, HeldEnd, Phase, TextUse, VenueRule
from tests.oracle.choices import STRANGE
from tests.oracle.wording import Wording

STEPS = ((2, "set_rule"), (8, "ask_act"), (8, "approve"), (3, "drop_act"), (0, "ask_every_act"))
ACTS = (CommandKind.END_DAY, CommandKind.MASS_CANCEL, CommandKind.SET_PHASE, CommandKind.HALT)


class Approvers(Wording):
    """The part of the crowd that asks for approval and gives it."""

    def set_rule(self) -> None:
        rule = self.rarely(self.random.choice(tuple(VenueRule)), (7, 16, 2**32 - 1), 6)
        value = self.random.choice((0, 1, 1, 1, 5, 1440, self.rarely(1, STRANGE, 3)))
        self.twin.send(CommandKind.SET_VENUE_RULE, parameter=rule, value=value)

    def ask_act(self) -> None:
        if self.random.randrange(6) == 0:
            self.switch_on()
        if self.random.randrange(2):
            self.write(TextUse.REQUEST)
        kind = self.rarely(self.random.choice(ACTS), (999,), 8)
        kind = kind if kind != 999 else CommandKind.TEXT
        self.twin.send(CommandKind.HOLD_ACT, operator=self.operator(), parameter=kind)

    def ask_every_act(self) -> None:
        """More than there is room for."""
        self.switch_on()
        for _ in range(66):
            self.ask_act()

    def switch_on(self) -> None:
        self.twin.send(CommandKind.SET_VENUE_RULE, parameter=VenueRule.SECOND_APPROVAL, value=1)

    def held(self) -> int:
        """Number of an act, mostly one that waits."""
        known = [*self.venue.held] or [self.venue.last_held]
        return int(self.rarely(self.random.choice(known), (self.venue.last_held, *STRANGE), 6))

    def approve(self) -> None:
        """The act follows, or something else."""
        counts = self.rarely(1, (0, 2, 24, 26, 1000, *STRANGE), 3)
        approval = {"reference": self.held(), "value": counts, "operator": self.operator()}
        self.twin.send(CommandKind.APPROVE_ACT, **approval)
        if self.random.randrange(3) == 0:
            self.write(TextUse.REASON)
        following = self.random.choice(ACTS)
        phase = {"phase": Phase.CLOSED} if following == CommandKind.SET_PHASE else {}
        self.twin.send(following, **phase)

    def drop_act(self) -> None:
        how = self.rarely(self.random.choice(tuple(HeldEnd)), (0, 9), 10)
        fields = {"reference": self.held(), "parameter": how, "operator": self.operator()}
        self.twin.send(CommandKind.DROP_ACT, **fields)
