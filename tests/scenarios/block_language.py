"""The lines of the block desk.

I1: Alice posts sell 200000 CEA25 at 78.50    an intent, named I1; after it `in parts`,
                                              `as invitation`, `without name`, `to Bob`,
                                              `saying hello`
Bob accepts 100000 of I1                      directly
Alice withdraws I1                            also `exchange withdraws I1`
D1: Bob answers I1 with 100000 at 77.00       opens a dialogue, named D1
Alice offers 100000 at 77.50 in D1            in turns; also `saying ...`
Alice notes hello in D1
Bob confirms 100000 at 77.50 in D1            the present terms
Bob leaves D1                                 also `exchange leaves D1`
exchange cancels deal 1
exchange suspends the desk                    also `resumes the desk`, `... of CEA25`
"""

from __future__ import annotations

from engine.commands import HIDDEN, IN_PARTS, INVITATION, CommandKind, Side
from engine.events import EventKind
from engine.rules.block.note import note_fields
from tests.oracle.records import Event
from tests.scenarios.language import PRICE, QUANTITY, cash, line
from tests.scenarios.stage import Stage

NOBODY = 60
SAYING = r"( saying (?P<note>.+))?"


def account(stage: Stage, name: str) -> int:
    """A member's account; the exchange acts as account 0, and a stranger has none."""
    return 0 if name == "exchange" else stage.members.get(name, NOBODY)


def note_from(text: str) -> dict[str, list[int]]:
    """A note as fields of a command."""
    return note_fields(text.encode())


@line(
    rf"((?P<label>\w+): )?(?P<name>\w+) posts (?P<side>buy|sell) {QUANTITY} (?P<code>\w+) at"
    rf" {PRICE}(?P<parts> in parts)?"
    r"(?P<invitation> as invitation)?(?P<hidden> without name)?( to (?P<other>\w+))?( valid for"
    rf" (?P<seconds>-?\d+) s)?{SAYING}"
)
def post(
    stage: Stage, name: str, side: str, quantity: str, code: str, price: str, **options: str
) -> list[Event]:
    seconds = options.get("seconds")
    said = stage.send(
        CommandKind.POST_INTENT,
        account=account(stage, name),
        instrument=stage.instrument(code),
        side=Side[side.upper()],
        quantity=int(quantity),
        price=cash(price),
        counterparty=account(stage, options["other"]) if "other" in options else 0,
        flags=IN_PARTS * ("parts" in options)
        | INVITATION * ("invitation" in options)
        | HIDDEN * ("hidden" in options),
        valid_until_ns=stage.twin.time_ns + int(seconds) * 10**9 if seconds else 0,
        **note_from(options.get("note", "")),
    )
    if "label" in options and said[0]["kind"] == EventKind.ACCEPTED:
        stage.intents[options["label"]] = said[0]["order_id"]
    return said


@line(r"(?P<name>\w+) withdraws (?P<label>\w+)")
def withdraw(stage: Stage, name: str, label: str) -> list[Event]:
    return stage.send(
        CommandKind.WITHDRAW_INTENT,
        account=account(stage, name),
        order_id=stage.intents.get(label, 10**6),
    )


@line(rf"(?P<name>\w+) accepts {QUANTITY} of (?P<label>\w+)")
def accept(stage: Stage, name: str, quantity: str, label: str) -> list[Event]:
    number = stage.intents.get(label, 10**6)
    return stage.send(
        CommandKind.ACCEPT_INTENT,
        account=account(stage, name),
        order_id=number,
        quantity=int(quantity),
    )


@line(
    rf"((?P<label>\w+): )?(?P<name>\w+) answers (?P<intent>\w+) with {QUANTITY} at"
    rf" {PRICE}(?P<hidden> without name)?{SAYING}"
)
def answer(
    stage: Stage, name: str, intent: str, quantity: str, price: str, **options: str
) -> list[Event]:
    said = stage.send(
        CommandKind.OPEN_DIALOGUE,
        account=account(stage, name),
        order_id=stage.intents.get(intent, 10**6),
        quantity=int(quantity),
        price=cash(price),
        flags=HIDDEN * ("hidden" in options),
        **note_from(options.get("note", "")),
    )
    if "label" in options and said[0]["kind"] == EventKind.ACCEPTED:
        stage.dialogues[options["label"]] = said[0]["number"]
    return said


@line(rf"(?P<name>\w+) (?P<verb>offers|confirms) {QUANTITY} at {PRICE} in (?P<label>\w+){SAYING}")
def terms(
    stage: Stage, name: str, verb: str, quantity: str, price: str, label: str, note: str = ""
) -> list[Event]:
    kind = CommandKind.COUNTER_OFFER if verb == "offers" else CommandKind.CONFIRM_TERMS
    number = stage.dialogues.get(label, 10**6)
    fields = {
        "account": account(stage, name),
        "order_id": number,
        "quantity": int(quantity),
        "price": cash(price),
    }
    return stage.send(kind, **fields, **note_from(note))


@line(r"(?P<name>\w+) notes (?P<note>.+) in (?P<label>\w+)")
def note(stage: Stage, name: str, note: str, label: str) -> list[Event]:
    number = stage.dialogues.get(label, 10**6)
    return stage.send(
        CommandKind.SEND_NOTE, account=account(stage, name), order_id=number, **note_from(note)
    )


@line(r"(?P<name>\w+) leaves (?P<label>\w+)")
def leave(stage: Stage, name: str, label: str) -> list[Event]:
    return stage.send(
        CommandKind.LEAVE_DIALOGUE,
        account=account(stage, name),
        order_id=stage.dialogues.get(label, 10**6),
    )


@line(r"exchange cancels deal (?P<number>-?\d+)")
def cancel_deal(stage: Stage, number: str) -> list[Event]:
    return stage.send(CommandKind.CANCEL_DEAL, order_id=int(number))


@line(r"exchange (?P<verb>suspends|resumes) the desk( of (?P<code>\w+))?")
def suspend_desk(stage: Stage, verb: str, code: str = "") -> list[Event]:
    instrument = stage.instrument(code) if code else 0
    return stage.send(
        CommandKind.SUSPEND_DESK, instrument=instrument, value=int(verb == "suspends")
    )
