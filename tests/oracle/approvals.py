"""Acts of staff that wait for a second key, and the rules of the whole venue."""

from __future__ import annotations

from engine.commands import CommandKind, HeldEnd, VenueRule
from engine.events import Reason
from tests.oracle.records import Command, HeldAct, Refused, Venue

ROOM = 64
MOST_COMMANDS = 25  # of one act, with its texts
NS_PER_MINUTE = 60 * 1_000_000_000


def rule_of(venue: Venue, rule: VenueRule) -> int:
    """What a rule of the venue is set to."""
    return venue.rules.get(rule, rule.default)


def set_venue_rule(venue: Venue, command: Command) -> None:
    """Anybody's rule, at once."""
    if command.parameter not in list(VenueRule):
        raise Refused(Reason.RULE_UNKNOWN)
    rule = VenueRule(command.parameter)
    if not rule.least <= command.value <= rule.most:
        raise Refused(Reason.PARAMETER_OUT_OF_RANGE, number=rule.least, amount_fen=rule.most)
    if rule == VenueRule.MARKET and command.sequence != 1:
        raise Refused(Reason.MARKET_CHOSEN, rule_of(venue, rule))
    venue.rules[rule] = command.value
    venue.accept(command)


def hold_act(venue: Venue, command: Command) -> None:
    """Somebody asks for something that another one has to approve."""
    if not rule_of(venue, VenueRule.SECOND_APPROVAL):
        raise Refused(Reason.APPROVAL_OFF)
    if len(venue.held) >= ROOM:
        raise Refused(Reason.HELD_FULL, ROOM)
    venue.last_held += 1
    until = command.time_ns + rule_of(venue, VenueRule.APPROVAL_TERM) * NS_PER_MINUTE
    venue.held[venue.last_held] = HeldAct(command.operator, command.parameter, until)
    venue.accept(command, number=venue.last_held, value=until)


def approve_act(venue: Venue, command: Command) -> None:
    """What follows is the act, and is not done where the approval is refused."""
    following = min(max(command.value, 0), MOST_COMMANDS)
    venue.barred = range(command.sequence + 1, command.sequence + following + 1)
    held = named(venue, command)
    if held.operator == command.operator:
        raise Refused(Reason.HELD_OWN)
    if command.time_ns > held.until_ns:
        raise Refused(Reason.HELD_EXPIRED, held.until_ns)
    venue.barred = range(0)
    del venue.held[command.reference]
    venue.accept(command, parameter=held.kind)


def drop_act(venue: Venue, command: Command) -> None:
    """It is not done."""
    held = named(venue, command)
    own = held.operator == command.operator
    match command.parameter:
        case HeldEnd.REFUSED if own:
            raise Refused(Reason.HELD_OWN)
        case HeldEnd.WITHDRAWN if not own:
            raise Refused(Reason.HELD_NOT_YOURS)
        case HeldEnd.EXPIRED if command.time_ns <= held.until_ns:
            raise Refused(Reason.HELD_NOT_EXPIRED, held.until_ns)
        case HeldEnd.REFUSED | HeldEnd.WITHDRAWN | HeldEnd.EXPIRED:
            del venue.held[command.reference]
        case _:
            raise Refused(Reason.HELD_END_UNKNOWN)
    venue.accept(command)


def named(venue: Venue, command: Command) -> HeldAct:
    """The act that a command names."""
    if command.reference not in venue.held:
        raise Refused(Reason.HELD_UNKNOWN)
    return venue.held[command.reference]


def let_pass(venue: Venue, command: Command) -> None:
    """Refuse what goes with an approval that was refused."""
    of_order = command.kind in (CommandKind.NEW_ORDER, CommandKind.CANCEL, CommandKind.REPLACE)
    if command.sequence in venue.barred and not of_order and command.kind != CommandKind.TEXT:
        raise Refused(Reason.APPROVAL_MISSING)
