"""Texts that go with a command: TEXT takes each piece in; when the command after them is accepted,
they are spoken as its events.

Rules decide nothing by what a text says. Names are kept beside accounts and instruments; of the
last announcements the number of the event is kept that accepted them.
"""

from __future__ import annotations

import numpy as np

from engine.commands import MORE, CommandKind, TextUse
from engine.compiler.jit import compiled, compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Command,
    Names,
    Outbox,
    Piece,
    Place,
    ReasonNumber,
    State,
    Truth,
    Word,
)
from engine.events import EventKind, Reason
from engine.rules import access_checks
from engine.rules.block.note import HALVES, half_of
from engine.rules.command_fields import use_of
from engine.rules.outbox import LOWER_HALF, NUMBER, clear, speak
from engine.rules.state import PIECE_WORDS
from engine.units import ANNOUNCEMENTS_KEPT, PIECES_MAX

LAST_USE = int(max(TextUse))
_IS_USE = np.zeros(LAST_USE + 1, np.int64)
for _each in TextUse:
    _IS_USE[_each] = 1
NAME_ZH, NAME_EN = int(TextUse.NAME_ZH), int(TextUse.NAME_EN)
FIRST_WORDING, LAST_WORDING = int(TextUse.TITLE_ZH), int(TextUse.TEXT_EN)
PLAIN_WORDS = 6  # of a piece: those that lie in figures of the command; the others in its arrays
SPOKEN_WORDS = PIECE_WORDS + 3  # of a piece in an event, its `text` included


@compiled
def word_of_line(command: Command, place: Place) -> Word:
    """One of the twelve words of a TEXT command's piece that follow its `text`."""
    if place == 0:
        return np.int64(command.counterparty)
    if place == 1:
        return (np.int64(command.date) & np.int64(LOWER_HALF)) | (
            np.int64(command.parameter) << np.int64(32)
        )
    if place == 2:
        return np.int64(command.amount_fen)
    if place == 3:
        return np.int64(command.reference)
    if place == 4:
        return np.int64(command.value)
    if place < PLAIN_WORDS:
        return np.int64(command.tape_hash)
    word = np.int64(0)
    for each in range(HALVES):
        half = half_of(command, HALVES * (place - PLAIN_WORDS) + each)
        word |= half << np.int64(16 * each)
    return word


@compiled
def text(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """TEXT: one piece, after those of the commands right before it. Checks: use, room.

    Its acknowledgement does not repeat the piece.
    """
    clear(outbox.rows[outbox.count - 1].words, NUMBER, NUMBER + SPOKEN_WORDS)
    texts = state.texts
    if not (texts.more != 0 and texts.sequence + 1 == command.sequence):
        texts.count = 0
    texts.more = 0
    texts.sequence = 0
    if use_of(command) <= 0 or use_of(command) > LAST_USE or _IS_USE[use_of(command)] == 0:
        ack.value = LAST_USE
        return Reason.TEXT_UNKNOWN
    if texts.count == PIECES_MAX:
        ack.value = PIECES_MAX
        return Reason.TEXTS_FULL
    place = np.int64(texts.count)
    texts.uses[place] = use_of(command)
    texts.pieces[place].text = command.text
    for each in range(PIECE_WORDS):
        texts.pieces[place].words[each] = word_of_line(command, each)
    texts.count = place + 1
    texts.sequence = command.sequence
    texts.more = 1 if command["flags"] & MORE else 0
    return Reason.NONE


@compiled_inline
def go_with(state: State, command: Command) -> Truth:
    """Whether texts go with a command."""
    texts = state.texts
    return texts.sequence + 1 == command.sequence and texts.sequence != 0 and texts.more == 0


@compiled
def piece_for(state: State, command: Command, use: Word) -> Place:
    """Place of the first piece of this use that goes with a command, -1 when there is none."""
    if go_with(state, command):
        for place in range(np.int64(state.texts.count)):
            if state.texts.uses[place] == use:
                return np.int64(place)
    return np.int64(-1)


@compiled
def copy_piece(into: Piece, out_of: Piece) -> None:
    """Copy a piece."""
    into.text = out_of.text
    for each in range(PIECE_WORDS):
        into.words[each] = out_of.words[each]


@compiled
def keep_names(state: State, command: Command, names: Names) -> None:
    """Keep the legal names that go with a command; one that does not stays as it is."""
    place = piece_for(state, command, np.int64(NAME_ZH))
    if place >= 0:
        copy_piece(names.zh, state.texts.pieces[place])
    place = piece_for(state, command, np.int64(NAME_EN))
    if place >= 0:
        copy_piece(names.en, state.texts.pieces[place])


@compiled
def set_names(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """SET_NAMES: of an account where it names one, else of an instrument. Checks: whose, names."""
    if command.account != 0:
        if access_checks.check_account(state, command.account) == Reason.ACCOUNT_UNKNOWN:
            return Reason.ACCOUNT_UNKNOWN
    elif not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    zh = piece_for(state, command, np.int64(NAME_ZH))
    if zh < 0 and piece_for(state, command, np.int64(NAME_EN)) < 0:
        return Reason.NAMES_MISSING
    if command.account != 0:
        keep_names(state, command, state.account_names[command.account])
    else:
        keep_names(state, command, state.instrument_names[command.instrument])
    return Reason.NONE


@compiled
def announce(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """ANNOUNCE: it is numbered; a title or wording goes with it."""
    worded = False
    for use in range(FIRST_WORDING, LAST_WORDING + 1):
        worded |= piece_for(state, command, np.int64(use)) >= 0
    if not worded:
        return Reason.WORDING_MISSING
    texts = state.texts
    texts.announcements += 1
    texts.announced[texts.announcements % ANNOUNCEMENTS_KEPT] = ack.sequence
    ack.number = texts.announcements
    return Reason.NONE


@compiled
def say_texts(state: State, outbox: Outbox, ack: Acknowledgement, account: AccountNumber) -> None:
    """An event for each piece that goes with an accepted command, and whose account it is about."""
    texts = state.texts
    count = np.int64(texts.count)
    for place in range(count):
        event = speak(state, outbox, EventKind.TEXT)
        event.command_kind = ack.command_kind
        event.account = account
        event.instrument = ack.instrument
        event.quantity = texts.uses[place]
        event["flags"] = MORE if place + 1 < count else 0
        event.text = texts.pieces[place].text
        words = outbox.rows[outbox.count - 1].words
        for each in range(PIECE_WORDS):
            words[NUMBER + each] = texts.pieces[place].words[each]


@compiled_inline
def carry_texts(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> None:
    """After a command that was accepted: speak the texts that go with it."""
    if go_with(state, command) and ack.kind == EventKind.ACCEPTED:
        say_texts(state, outbox, ack, ack.account)


@compiled_inline
def carry_reason(state: State, outbox: Outbox, command: Command, ack: Acknowledgement) -> None:
    """The same after a mass cancel, or a cancel of the exchange, whose order's account hears it."""
    of_staff = command.kind == CommandKind.CANCEL and command.account == 0
    if not (of_staff or command.kind == CommandKind.MASS_CANCEL):
        return
    if go_with(state, command) and ack.kind == EventKind.ACCEPTED:
        gone = outbox.records[outbox.count - 1].account
        say_texts(state, outbox, ack, gone if of_staff else ack.account)
