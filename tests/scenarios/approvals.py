"""The lines about acts that need a second key; language.py explains the others.

second approval is on              or off; approvals last 5 min: the term
H1: key 7 asks to close            an act that awaits approval, known as H1
key 8 approves H1                  then: the close goes with it
key 8 refuses H1                   or withdraws it; H1 lapses: the venue says so
"""

from __future__ import annotations

from engine.commands import CommandKind, HeldEnd, Phase, VenueRule
from tests.oracle.records import Event
from tests.scenarios.guards import labelled
from tests.scenarios.language import line
from tests.scenarios.stage import Stage

ENDS = {"refuses": HeldEnd.REFUSED, "withdraws": HeldEnd.WITHDRAWN}


def held(stage: Stage, label: str) -> int:
    return int(stage.guards.get(label, 10**15))


@line(r"second approval is (?P<state>on|off)")
def switch(stage: Stage, state: str) -> list[Event]:
    rule = {"parameter": VenueRule.SECOND_APPROVAL, "value": int(state == "on")}
    return stage.send(CommandKind.SET_VENUE_RULE, **rule)


@line(r"approvals last (?P<minutes>-?\d+) min")
def term(stage: Stage, minutes: str) -> list[Event]:
    rule = {"parameter": VenueRule.APPROVAL_TERM, "value": int(minutes)}
    return stage.send(CommandKind.SET_VENUE_RULE, **rule)


@line(r"(?P<label>\w+): key (?P<key>\d+) asks to close")
def ask(stage: Stage, label: str, key: str) -> list[Event]:
    fields = {"operator": int(key), "parameter": CommandKind.SET_PHASE}
    return labelled(stage, label, stage.send(CommandKind.HOLD_ACT, **fields))


@line(r"key (?P<key>\d+) approves (?P<label>\w+)")
def approve(stage: Stage, key: str, label: str) -> list[Event]:
    fields = {"operator": int(key), "reference": held(stage, label), "value": 1}
    return stage.send(CommandKind.APPROVE_ACT, **fields)


@line(r"the close goes with it")
def close(stage: Stage) -> list[Event]:
    return stage.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)


@line(r"key (?P<key>\d+) (?P<verb>refuses|withdraws) (?P<label>\w+)")
def drop(stage: Stage, key: str, verb: str, label: str) -> list[Event]:
    fields = {"operator": int(key), "reference": held(stage, label), "parameter": ENDS[verb]}
    return stage.send(CommandKind.DROP_ACT, **fields)


@line(r"(?P<label>\w+) lapses")
def lapse(stage: Stage, label: str) -> list[Event]:
    fields = {"reference": held(stage, label), "parameter": HeldEnd.EXPIRED}
    return stage.send(CommandKind.DROP_ACT, **fields)
