"""What the engine does with texts: nothing, but that an accepted command says them."""

import numpy as np

from engine.commands import MORE, CommandArray, CommandKind, TextUse, command
from engine.commands.texts import Texts, text_fields, with_texts
from engine.events import EventArray, EventKind, Reason
from engine.events.texts import texts_said
from engine.rules import views
from engine.rules.machine import apply_all
from engine.rules.state import StateArray, state_hash
from engine.units import PIECES_MAX
from tests.engine.desk import ALICE, CEA25, Desk, trading_desk

ZH = "湖北碳排放权交易中心有限公司"
NAMES: Texts = {TextUse.NAME_ZH: ZH.encode(), TextUse.NAME_EN: b"Hubei"}
REASON: Texts = {TextUse.REASON: "涉嫌操纵市场".encode()}


def done(state: StateArray, batch: CommandArray) -> EventArray:
    """The events of commands that follow the state."""
    stamped = batch.copy()
    first = int(state["venue"]["sequence"][0]) + 1
    stamped["sequence"] = np.arange(first, first + len(stamped))
    return apply_all(state, stamped)


def reasons_of(events: EventArray) -> list[Reason]:
    refused = events[events["kind"] == EventKind.REFUSED]
    return [Reason(each) for each in refused["reason"].tolist()]


def accept(kind: CommandKind, texts: Texts, **fields: object) -> tuple[Desk, EventArray]:
    desk = trading_desk()
    return desk, done(desk.state, with_texts(command(kind, **fields), texts))


def test_an_accepted_command_says_its_texts_after_everything_else() -> None:
    desk, events = accept(CommandKind.SUSPEND_ACCOUNT, REASON, account=ALICE)
    assert events["kind"].tolist() == [EventKind.ACCEPTED, EventKind.ACCEPTED, EventKind.TEXT]
    said = events[-1]
    assert (said["command_kind"], said["account"]) == (CommandKind.SUSPEND_ACCOUNT, ALICE)
    assert texts_said(events) == {int(said["command"]): {"reason": "涉嫌操纵市场"}}
    assert said["command"] == desk.state["venue"]["sequence"][0]


def test_the_acknowledgement_of_a_text_does_not_say_it() -> None:
    _, events = accept(CommandKind.SUSPEND_ACCOUNT, REASON, account=ALICE)
    used = {name for name in events.dtype.names or () if events[0][name]}
    assert used == {"kind", "command_kind", "command", "phase", "quantity", "sequence"}


def test_a_refused_command_says_no_text_and_neither_does_the_next_one() -> None:
    desk, events = accept(CommandKind.RESTORE_ACCOUNT, REASON, account=ALICE)
    assert reasons_of(events) == [Reason.ACCOUNT_NOT_SUSPENDED]
    after = done(desk.state, command(CommandKind.SUSPEND_ACCOUNT, account=ALICE))
    assert EventKind.TEXT not in [*events["kind"], *after["kind"]]


def test_names_are_kept_at_opening_at_listing_and_when_set() -> None:
    desk, _ = accept(CommandKind.OPEN_ACCOUNT, NAMES, account=9, text=b"hubei")
    row = views.account_rows(desk.state)[-1]
    assert (row["account"], row["name"], row["name_zh"], row["name_en"]) == (
        9,
        "hubei",
        ZH,
        "Hubei",
    )
    listing = command(CommandKind.LIST_INSTRUMENT, instrument=3, price=1, text=b"CEA27")
    done(desk.state, with_texts(listing, {TextUse.NAME_ZH: b"2027"}))
    of_account = with_texts(command(CommandKind.SET_NAMES, account=9), {TextUse.NAME_EN: b"HBEX"})
    of_instrument = with_texts(command(CommandKind.SET_NAMES, instrument=CEA25), NAMES)
    done(desk.state, of_account)
    done(desk.state, of_instrument)
    assert views.account_rows(desk.state)[-1] == row | {"name_en": "HBEX"}
    named = [(each["name_zh"], each["name_en"]) for each in views.instrument_rows(desk.state)]
    assert named == [(ZH, "Hubei"), ("2027", "")]


def test_names_are_set_of_what_is_known_and_with_a_name() -> None:
    desk = trading_desk()
    for whose, texts, reason in (
        ({"account": 44}, NAMES, Reason.ACCOUNT_UNKNOWN),
        ({"instrument": 4}, NAMES, Reason.INSTRUMENT_UNKNOWN),
        ({}, NAMES, Reason.INSTRUMENT_UNKNOWN),
        ({"account": ALICE}, REASON, Reason.NAMES_MISSING),
    ):
        batch = with_texts(command(CommandKind.SET_NAMES, **whose), texts)
        assert reasons_of(done(desk.state, batch)) == [reason]


def test_announcements_are_numbered_and_found_by_number() -> None:
    desk = trading_desk()
    for number in (1, 2):
        batch = with_texts(command(CommandKind.ANNOUNCE), {TextUse.TITLE_ZH: ZH.encode()})
        accepted = done(desk.state, batch)[1]
        assert (accepted["number"], views.announced(desk.state)) == (
            number,
            {**views.announced(desk.state), number: int(accepted["sequence"])},
        )
    assert list(views.announced(desk.state)) == [1, 2]
    refused = done(desk.state, with_texts(command(CommandKind.ANNOUNCE), REASON))
    assert reasons_of(refused) == [Reason.WORDING_MISSING]
    assert list(views.announced(desk.state)) == [1, 2]


def test_a_text_of_no_use_or_too_many_pieces_is_refused_and_what_follows_has_none() -> None:
    desk = trading_desk()
    assert desk.refused(CommandKind.TEXT, quantity=0) == Reason.TEXT_UNKNOWN
    piece = {"quantity": TextUse.REASON, "flags": MORE, "text": b"x"}
    for _ in range(PIECES_MAX):
        assert desk.refused(CommandKind.TEXT, **piece) == Reason.NONE
    assert desk.refused(CommandKind.TEXT, **piece) == Reason.TEXTS_FULL
    assert len(desk.do(CommandKind.SUSPEND_ACCOUNT, account=ALICE)) == 1


def test_a_text_that_promises_more_goes_with_nothing() -> None:
    desk = trading_desk()
    desk.do(CommandKind.TEXT, **text_fields(REASON)[0] | {"flags": MORE})
    assert len(desk.do(CommandKind.SUSPEND_ACCOUNT, account=ALICE)) == 1


def test_names_count_in_the_hash_of_a_state() -> None:
    plain, named = trading_desk(), trading_desk()
    assert state_hash(plain.state) == state_hash(named.state)
    named.state["account_names"][0][ALICE]["zh"]["text"] = b"x"
    assert state_hash(plain.state) != state_hash(named.state)
