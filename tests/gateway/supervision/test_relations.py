"""Who is related on a day: from what was stated before it, live as from the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from engine.commands import CommandArray, CommandKind, Phase, TextUse, command
from engine.commands import Relation as Kind
from engine.commands.texts import with_texts
from engine.study.simulation import SimulatedVenue
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes
from gateway.supervision.surveillance.lasting import Lasting, from_plain
from gateway.supervision.surveillance.relations import GROUP_MAX, Relation, Relations
from gateway.supervision.surveillance.rows import rows_of, rows_of_maps
from gateway.supervision.surveillance.thresholds import defaults
from gateway.supervision.surveillance.watch import Watch

DAY = 20_260_105


def named(entity: int, party: str, first: int = 20_250_101, last: int = 0) -> Relation:
    return Relation(entity, Kind.OWNER, 0, party, first, last)


def to(entity: int, other: int, kind: Kind = Kind.CONTROLLER) -> Relation:
    return Relation(entity, kind, other, "", 20_250_101)


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        ([named(1, "Heng"), named(2, "Heng"), named(3, "Hang")], [(1, 2)]),
        ([named(1, "Heng"), named(2, "Heng", DAY + 1)], []),
        ([named(1, "Heng"), named(2, "Heng", 20_250_101, DAY - 1)], []),
        ([named(1, "Heng"), named(2, "Heng", DAY, DAY)], [(1, 2)]),
        ([to(1, 2), to(2, 3)], [(1, 2, 3)]),
        ([to(1, 2), named(2, "Zhang"), named(7, "Zhang")], [(1, 2, 7)]),
        ([to(3, 9, Kind.ACCOUNT)], [(3, 9)]),
        ([to(3, 9, Kind.ACCOUNT), named(9, "Heng"), named(1, "Heng")], [(3, 9)]),
        ([to(3, 9, Kind.ACCOUNT), named(3, "Heng"), named(1, "Heng")], [(1, 3, 9)]),
    ],
)
def test_accounts_are_related_by_what_holds_on_the_day(
    rows: list[Relation], groups: list[tuple[int, ...]]
) -> None:
    found = Relations(rows, DAY)
    assert (
        sorted({found.group(each) for each in range(1, 10)} - {(n,) for n in range(10)}) == groups
    )


def test_of_a_large_group_the_first_are_kept_and_the_others_counted() -> None:
    found = Relations([named(each, "Heng") for each in range(1, GROUP_MAX + 4)], DAY)
    assert (len(found.group(1)), found.beyond) == (GROUP_MAX, 3)
    assert found.group(GROUP_MAX + 1) == (GROUP_MAX + 1,)


def stating(number: int, **fields: Any) -> CommandArray:
    """A relation as the gateway journals it."""
    party = fields.pop("party", "")
    made = command(CommandKind.RELATE, reference=number, **fields)
    return with_texts(made, {TextUse.PARTY: party.encode()}) if party else made


OWNER = {"relation": Kind.OWNER, "first": 20_250_101}
MONDAY = (
    stating(1, entity=1, party="恒信控股" * 10, **OWNER),
    stating(2, entity=2, party="恒信控股" * 10, **OWNER),
)
IN_THE_DAY = (
    stating(3, entity=3, other=1, **OWNER),
    stating(4, entity=2, party="恒信控股" * 10, last=DAY, **OWNER),
)


def days_of(venue: SimulatedVenue, *parts: Iterable[CommandArray]) -> np.ndarray:
    """Days, each with what is stated before it; the last one has not begun when it is stated."""
    heard = []
    for place, stated in enumerate(parts):
        heard += [venue.submit(each) for each in stated]
        if place < len(parts) - 1:
            for each in (
                command(CommandKind.START_DAY, date=DAY + place, flags=1),
                command(CommandKind.SET_PHASE, phase=Phase.CLOSED),
                command(CommandKind.END_DAY),
            ):
                heard.append(venue.submit(each))
    return np.concatenate(heard)


def groups_by_day(rows: Iterable[Any]) -> list[tuple[int, ...]]:
    """The group of account 1 on each day."""
    found: list[tuple[int, ...]] = []
    watch = Watch(lambda date: defaults())
    for row in rows:
        before = watch._market
        watch.take([row])
        if watch._market is not before and watch.date:
            found.append(watch._market.relations.group(1))
    return found


def test_relations_come_with_the_events_live_as_from_the_log() -> None:
    venue = SimulatedVenue([], accounts=3)
    events = days_of(venue, MONDAY, IN_THE_DAY, ())
    wanted = [(1, 2), (1, 3)]
    assert groups_by_day(rows_of(events)) == wanted
    assert groups_by_day(rows_of_maps(event_maps(events, Codes({})))) == wanted


def test_relations_last_over_a_new_start() -> None:
    lasting = Lasting()
    for each in (named(1, "恒信"), named(2, "恒信"), named(2, "恒信", last=DAY)):
        lasting.relate(each)
    again = from_plain(lasting.as_plain())
    assert list(again.relations.values()) == [named(1, "恒信"), named(2, "恒信", last=DAY)]
