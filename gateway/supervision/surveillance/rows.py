"""Events as surveillance reads them: those that its rules need, each as a row of plain values, from
the records of a log or from the maps of the event stream.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.commands import CommandKind, Method, Parameter, Phase, Side, TextUse
from engine.commands.texts import joined
from engine.events import EventArray, EventKind, Reason
from engine.units import parse_date

FIELDS = (
    "sequence",
    "time_ns",
    "kind",
    "command_kind",
    "reason",
    "side",
    "account",
    "instrument",
    "price",
    "phase",
    "method",
    "flags",
    "order_id",
    "quantity",
    "leaves",
    "number",
    "maker_order_id",
    "maker_account",
    "maker_leaves",
    "date",
    "parameter",
    "value",
    "text",
)
if TYPE_CHECKING:
    Row = Any
else:
    Row = namedtuple("Row", FIELDS)

KINDS = (
    EventKind.ACCEPTED,
    EventKind.FILL,
    EventKind.TRADE_BUSTED,
    EventKind.CANCELLED,
    EventKind.ORDER_LOWERED,
    EventKind.INSTRUMENT_DAY,
    EventKind.DAY_FIGURES,
    EventKind.TEXT,  # the party of a relation
)
# Of commands, when they are accepted: those that make orders, and those that all days build on.
ORDERS = (CommandKind.NEW_ORDER, CommandKind.REPLACE)
LASTING = (
    CommandKind.OPEN_ACCOUNT,
    CommandKind.LIST_INSTRUMENT,
    CommandKind.SET_PARAMETER,
    CommandKind.UNITS_IN,
    CommandKind.UNITS_OUT,
    CommandKind.START_DAY,
    CommandKind.SET_PHASE,
    CommandKind.TAKE_BACK_DAY,
    CommandKind.ANNOUNCE,
    CommandKind.RELATE,
)


def _marks(kinds: Iterable[IntEnum]) -> np.ndarray:
    """A table that says of a number of 16 bits whether it is among these kinds."""
    marks = np.zeros(2**16, np.bool_)
    marks[list(kinds)] = True
    return marks


_HEARD, _COMMANDS = _marks(KINDS), _marks((*ORDERS, *LASTING))


def rows_of(events: EventArray) -> list[Row]:
    """The rows of records that surveillance needs, in their order."""
    kinds = events["kind"]
    wanted = _HEARD[kinds]
    accepted = kinds == EventKind.ACCEPTED
    wanted &= ~accepted | _COMMANDS[events["command_kind"]]
    wanted &= (kinds != EventKind.TEXT) | _is_party(events)
    chosen = events[wanted]
    columns = [chosen[name].tolist() for name in FIELDS]
    return _with_pieces(list(map(Row._make, zip(*columns, strict=True))), chosen)


def _is_party(events: EventArray) -> np.ndarray:
    of_relations = events["command_kind"] == CommandKind.RELATE
    found: np.ndarray = of_relations & (events["quantity"] == TextUse.PARTY)
    return found


def _with_pieces(rows: list[Row], events: EventArray) -> list[Row]:
    """The same rows, those of texts with their whole piece."""
    places = np.flatnonzero(events["kind"] == EventKind.TEXT)
    if not len(places):
        return rows
    pieces = joined(events[places], "line_words")
    for place, (_use, piece) in zip(places.tolist(), pieces, strict=True):
        rows[place] = rows[place]._replace(text=piece)
    return rows


def _numbers(words: type[IntEnum]) -> Callable[[Any], int]:
    """The number that a word of the wire means."""
    found = {each.name.lower(): int(each) for each in words}
    return found.__getitem__


# How the fields of an event map are read where they are not plain integers.
_READ: dict[str, Callable[[Any], Any]] = {
    "kind": _numbers(EventKind),
    "command_kind": _numbers(CommandKind),
    "reason": _numbers(Reason),
    "side": _numbers(Side),
    "phase": _numbers(Phase),
    "method": _numbers(Method),
    "date": parse_date,
    "text": str.encode,
}
_DEFAULTS: dict[str, Any] = dict.fromkeys(FIELDS, 0) | {"text": b""}
_WANTED = frozenset(each.name.lower() for each in KINDS)
_RELATE, _PARTY = CommandKind.RELATE.name.lower(), TextUse.PARTY.word
_ASKED = frozenset(each.name.lower() for each in (*ORDERS, *LASTING))


def rows_of_maps(maps: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows of event maps that surveillance needs, in their order."""
    return [
        _row(each)
        for each in maps
        if each["kind"] in _WANTED
        and (each["kind"] != "accepted" or each.get("command_kind") in _ASKED)
        and (each["kind"] != "text" or _names_party(each))
    ]


def _names_party(message: Mapping[str, Any]) -> bool:
    return message.get("command_kind") == _RELATE and message.get("use") == _PARTY


def _row(message: Mapping[str, Any]) -> Row:
    values = dict(_DEFAULTS)
    for name in FIELDS:
        if name in message:
            read = _READ.get(name)
            values[name] = message[name] if read is None else read(message[name])
    return Row(**values)


MAXIMUM_HOLDING = int(Parameter.MAXIMUM_HOLDING)
