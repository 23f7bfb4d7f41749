"""The lines about guards, timers and orders that expire; language.py explains the others.

G1: Alice guards her session       also `her key`, `her account`; `by operator 7`
... under G1                       after an order or a change: of the session with that guard
... for 5 s                        after an order: it expires then
G1 fires | G1 closes               the session is lost, or logs off; a timer is named T1
T1: Alice cancels after 60 s       a timer; of her account: `all after`; 0 takes it away
A1 expires                         the venue says so
"""

from __future__ import annotations

from engine.commands import CommandKind, Scope
from engine.events import EventKind
from tests.oracle.records import Event
from tests.scenarios.language import line
from tests.scenarios.stage import Stage

BY = r"( by operator (?P<operator>\d+))?"


def labelled(stage: Stage, label: str, said: list[Event]) -> list[Event]:
    """Remember a guard by its name in the scenario."""
    if said[0]["kind"] == EventKind.ACCEPTED and "number" in said[0]:
        stage.guards[label] = said[0]["number"]
    return said


@line(r"(?P<label>\w+): (?P<name>\w+) guards \w+ (?P<scope>\w+)" + BY)
def guard(stage: Stage, label: str, name: str, scope: str, operator: str = "7") -> list[Event]:
    number = Scope.__members__.get(scope.upper(), 9)
    who = {"account": stage.members.get(name, 60), "operator": int(operator)}
    return labelled(stage, label, stage.send(CommandKind.OPEN_GUARD, parameter=number, **who))


@line(r"(?P<label>\w+): (?P<name>\w+) cancels (?P<every>all )?after (?P<seconds>-?\d+) s" + BY)
def timer(
    stage: Stage, label: str, name: str, seconds: str, every: str = "", operator: str = "7"
) -> list[Event]:
    who = {"account": stage.members.get(name, 60), "operator": int(operator)}
    scope = Scope.ACCOUNT if every else Scope.KEY
    after = {"value": int(seconds) * 1_000, "parameter": scope}
    return labelled(stage, label, stage.send(CommandKind.CANCEL_AFTER, **after, **who))


@line(r"(?P<label>\w+) (?P<verb>fires|closes)")
def end_guard(stage: Stage, label: str, verb: str) -> list[Event]:
    kind = CommandKind.FIRE_GUARD if verb == "fires" else CommandKind.CLOSE_GUARD
    return stage.send(kind, reference=stage.guards.get(label, 10**15))


@line(r"(?P<label>\w+) expires")
def expire(stage: Stage, label: str) -> list[Event]:
    return stage.send(CommandKind.EXPIRE_ORDER, order_id=stage.order(label))
