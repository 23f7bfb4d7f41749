"""Texts that go with a command: pieces gather until a command that is no text comes, and
are spoken when it is accepted.
"""

from __future__ import annotations

import struct

from engine.commands import MORE, CommandKind, TextUse
from engine.commands.text_uses import NAMES, WORDINGS
from engine.events import EventKind, Reason
from engine.units import PIECES_MAX
from tests.oracle.records import Command, Event, Refused, Venue, echo

IN_COMMAND, IN_EVENT = struct.Struct("<24sqiIqqqQ24H"), struct.Struct("<24sqqqqiIqqqqqqQ")
IN_EVENT_FIELDS = (
    "text",
    "number",
    "amount_fen",
    "maker_order_id",
    "maker_account",
    "date",
    "parameter",
    "maker_leaves",
    "maker_trading_fee_fen",
    "maker_settlement_fee_fen",
    "trading_fee_fen",
    "settlement_fee_fen",
    "value",
    "tape_hash",
)


def piece_of(command: Command) -> bytes:
    """The 120 bytes of text in a command."""
    halves = [*command.weight_instruments, *command.weight_numerators][:24]
    return IN_COMMAND.pack(
        command.text,
        command.counterparty,
        command.date,
        command.parameter,
        command.amount_fen,
        command.reference,
        command.value,
        command.tape_hash,
        *halves,
    )


def without_piece(command: Command) -> Event:
    """What the acknowledgement of a text says back."""
    return {name: value for name, value in echo(command).items() if name not in IN_EVENT_FIELDS}


def text(venue: Venue, command: Command) -> None:
    """One more piece, or the first of others."""
    if not (venue.more_text and venue.text_command + 1 == command.sequence):
        venue.texts = []
    venue.more_text, venue.text_command = False, 0
    if command.quantity not in list(TextUse):
        raise Refused(Reason.TEXT_UNKNOWN, max(TextUse))
    if len(venue.texts) == PIECES_MAX:
        raise Refused(Reason.TEXTS_FULL, PIECES_MAX)
    venue.texts.append((command.quantity, piece_of(command)))
    venue.more_text, venue.text_command = bool(command.flags & MORE), command.sequence
    venue.say(EventKind.ACCEPTED, **without_piece(command))


def with_command(venue: Venue, command: Command) -> dict[int, bytes]:
    """The texts that go with a command: the first piece of each use."""
    if venue.more_text or venue.text_command == 0 or venue.text_command + 1 != command.sequence:
        return {}
    return dict(reversed(venue.texts))


def names_with(venue: Venue, command: Command) -> dict[int, bytes]:
    """The legal names that go with a command."""
    return {use: piece for use, piece in with_command(venue, command).items() if use in NAMES}


def announce(venue: Venue, command: Command) -> None:
    """A numbered announcement."""
    if not set(with_command(venue, command)) & set(WORDINGS):
        raise Refused(Reason.WORDING_MISSING)
    venue.announcements += 1
    venue.accept(command, number=venue.announcements)


def acknowledge_alert(venue: Venue, command: Command) -> None:
    """An alert was seen; the state knows none."""
    venue.accept(command)


def carries(command: Command) -> bool:
    """Whether texts are spoken with a command: of those about orders with what staff cancels."""
    if command.kind >= CommandKind.OPEN_ACCOUNT or command.kind == CommandKind.MASS_CANCEL:
        return True
    return command.kind == CommandKind.CANCEL and command.account == 0


def say_texts(venue: Venue, command: Command) -> None:
    """After an accepted command: its texts, piece by piece, as it had them."""
    if not with_command(venue, command) or not carries(command):
        return
    accepted = venue.events[0]
    whose = venue.events[-1] if command.kind == CommandKind.CANCEL else accepted
    for place, (use, piece) in enumerate(venue.texts, 1):
        venue.say(
            EventKind.TEXT,
            command_kind=command.kind,
            account=whose["account"],
            instrument=accepted["instrument"],
            quantity=use,
            flags=MORE if place < len(venue.texts) else 0,
            **dict(zip(IN_EVENT_FIELDS, unpacked(piece), strict=True)),
        )


def unpacked(piece: bytes) -> list[bytes | int]:
    """A piece as the fields of an event."""
    head, *numbers = IN_EVENT.unpack(piece)
    return [head.rstrip(b"\0"), *numbers]
