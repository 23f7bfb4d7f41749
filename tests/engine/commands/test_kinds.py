"""The rows of commands: what they name is there, and what a command does not use is 0."""

from __future__ import annotations

import numpy as np
import pytest

from engine.commands import COMMAND, Area, CommandKind, command, unused_fields, used_fields
from engine.compiler.jit import plainly
from engine.events import EVENT, EventKind
from engine.rules import command_fields
from engine.rules.areas import area_of
from engine.rules.dispatch import rule_of


@pytest.mark.parametrize("kind", CommandKind, ids=lambda kind: kind.name)
def test_a_row_names_fields_of_the_record_and_says_what_the_command_does(kind: CommandKind) -> None:
    fields = [field for each in kind.uses.values() for field in each]
    assert set(fields) <= set(COMMAND.names or ())
    assert len(fields) == len(set(fields))
    assert kind.sentence.endswith(".")


@pytest.mark.parametrize("kind", EventKind, ids=lambda kind: kind.name)
def test_an_events_row_names_fields_of_its_record_and_says_what_happened(kind: EventKind) -> None:
    fields = [field for each in kind.uses.values() for field in each]
    assert set(fields) <= set(EVENT.names or ())
    assert len(fields) == len(set(fields))
    assert kind.sentence.endswith(".")


def test_a_kind_is_decided_by_the_kernel_of_its_area() -> None:
    assert all(area_of(int(kind)) == kind.area for kind in CommandKind)
    assert {area_of(number) for number in (0, 5, 19, 69)} == {
        Area.HOUSE
    }  # which knows none of them


def test_every_kind_has_one_rule() -> None:
    rules = [rule_of(kind) for kind in CommandKind if kind.area != Area.ORDERS]
    assert len(set(rules)) == len(rules)


def test_a_command_is_made_by_the_names_of_its_kind_or_of_the_record() -> None:
    by_name = command(CommandKind.ACCEPT_AUCTION, auction=7)
    assert by_name == command(CommandKind.ACCEPT_AUCTION, reference=7, price=0)
    with pytest.raises(ValueError, match="accept_auction uses no field 'price': auction"):
        command(CommandKind.ACCEPT_AUCTION, auction=7, price=1)
    with pytest.raises(ValueError, match="uses no field 'text'"):
        command(CommandKind.ACCEPT_AUCTION, auction=7, text=b"why")


def test_what_a_command_does_not_use_is_named() -> None:
    commands = np.concatenate(
        [command(CommandKind.CANCEL, account=1, order_id=9), command(CommandKind.END_DAY)]
    )
    commands["sequence"] = [4, 5]
    assert unused_fields(commands) == []
    commands["price"], commands["text"][1] = 7800, b"why"
    assert unused_fields(commands) == [
        "command 4: cancel uses no price",
        "command 5: end_day uses no price",
    ]
    commands["kind"] = 65_535  # the engine refuses it
    assert unused_fields(commands) == []


@pytest.mark.parametrize("name", [each for each in vars(command_fields) if each.endswith("_of")])
def test_a_name_reads_the_field_that_the_rows_give_it(name: str) -> None:
    alias = name.removesuffix("_of")
    kinds = [kind for kind in CommandKind if kind.uses.get(alias, (alias,)) != (alias,)]
    assert kinds
    for kind in kinds:
        record = plainly(command(kind, **{alias: 3}))[0]
        assert getattr(command_fields, name)(record) == 3


def test_every_command_uses_who_gave_it_and_when() -> None:
    assert {"sequence", "time_ns", "operator"} <= used_fields(CommandKind.END_DAY)
