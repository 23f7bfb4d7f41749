"""Block agreement: intents, dialogues, deals, in plain Python objects.

Locks are written down where they belong: what a firm intent holds, what each side's confirmation
holds, what a deal holds. A buyer's lock is a rate a tonne, price and fees rounded up to the fen.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from engine.commands import HIDDEN, IN_PARTS, INVITATION, BlockHours, Method, Parameter, Phase, Side
from engine.events import BUYER_IS_TAKER, LIVE, POSTER_SPEAKS, RESPONDER_HIDDEN, EventKind, Reason
from tests.oracle import ledger, limits, matching, order_rules
from tests.oracle import opposite as resale
from tests.oracle.bands import band_limits
from tests.oracle.numbering import called
from tests.oracle.records import (
    Command,
    Deal,
    Dialogue,
    Instrument,
    Intent,
    Refused,
    Trade,
    Venue,
    opposite,
)

MILLION = 1_000_000
OTHER_TOTALS_MAX_FEN = 5 * 10**17
ACCOUNT_SHARE = 16
SESSIONS = {Phase.MORNING: BlockHours.MORNING, Phase.AFTERNOON: BlockHours.AFTERNOON}


# Rules.


def check_access(venue: Venue, command: Command) -> None:
    """Open and not suspended; neither the account nor the key under a kill."""
    if command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    if venue.accounts[command.account].suspended:
        raise Refused(Reason.ACCOUNT_SUSPENDED)
    limits.check_barred(venue, venue.accounts[command.account], command.operator)


def check_desk(venue: Venue, instrument: Instrument) -> None:
    """Hours, the instrument's day, halts, suspension."""
    session = SESSIONS.get(venue.phase)
    if session is None or not instrument.parameters[Parameter.BLOCK_HOURS] & session:
        raise Refused(Reason.DESK_NOT_OPEN, venue.phase)
    if not instrument.open:
        raise Refused(Reason.INSTRUMENT_NOT_OPEN)
    if venue.halted:
        raise Refused(Reason.VENUE_HALTED)
    if instrument.halted:
        raise Refused(Reason.INSTRUMENT_HALTED)
    if venue.desk_suspended or instrument.desk_suspended:
        raise Refused(Reason.DESK_SUSPENDED)


def check_size(instrument: Instrument, quantity: int) -> None:
    """Between the smallest and the largest block, a whole number of lots."""
    parameters = instrument.parameters
    if quantity <= 0:
        raise Refused(Reason.QUANTITY_NOT_POSITIVE, 1)
    if quantity < parameters[Parameter.BLOCK_QUANTITY_MIN]:
        raise Refused(Reason.QUANTITY_BELOW_MINIMUM, parameters[Parameter.BLOCK_QUANTITY_MIN])
    if quantity > parameters[Parameter.BLOCK_QUANTITY_MAX]:
        raise Refused(Reason.QUANTITY_ABOVE_MAXIMUM, parameters[Parameter.BLOCK_QUANTITY_MAX])
    if quantity % parameters[Parameter.LOT]:
        raise Refused(Reason.QUANTITY_OFF_LOT, parameters[Parameter.LOT])


def check_price(instrument: Instrument, price: int) -> None:
    """On a tick and within the band of blocks around the day's base price."""
    if price <= 0:
        raise Refused(Reason.PRICE_NOT_POSITIVE, 1)
    if price % instrument.parameters[Parameter.TICK]:
        raise Refused(Reason.PRICE_OFF_TICK, instrument.parameters[Parameter.TICK])
    band_bp = instrument.parameters[Parameter.BLOCK_BAND_BP]
    tick = instrument.parameters[Parameter.TICK]
    lower, upper = band_limits(instrument.base, band_bp, tick)
    if price > upper:
        raise Refused(Reason.PRICE_ABOVE_LIMIT, upper)
    if price < lower:
        raise Refused(Reason.PRICE_BELOW_LIMIT, lower)


def check_offer(venue: Venue, intent: Intent, price: int, quantity: int) -> None:
    """Terms for an intent: size, part, rest, price."""
    instrument = venue.instruments[intent.instrument]
    check_size(instrument, quantity)
    if quantity > intent.leaves:
        raise Refused(Reason.INTENT_TOO_SMALL, intent.leaves)
    if quantity < intent.leaves and not intent.in_parts:
        raise Refused(Reason.INTENT_NOT_IN_PARTS, intent.leaves)
    if not fits(instrument, intent, quantity):
        raise Refused(
            Reason.REST_BELOW_MINIMUM, instrument.parameters[Parameter.BLOCK_QUANTITY_MIN]
        )
    check_price(instrument, price)


def fits(instrument: Instrument, intent: Intent, quantity: int) -> bool:
    """Whether an intent has that much left, and would have nothing or a block left after it."""
    rest = intent.leaves - quantity
    return rest == 0 or rest >= instrument.parameters[Parameter.BLOCK_QUANTITY_MIN]


def check_deal(venue: Venue, taker: int, price: int, quantity: int) -> None:
    """Room for one more deal, of all and of its taker, and for its amount."""
    if len(venue.today.deals) >= venue.limits.deals:
        raise Refused(Reason.DEALS_FULL, venue.limits.deals)
    share = max(4, (venue.limits.deals + 1) // ACCOUNT_SHARE)
    if venue.number_key and sum(each == taker for each in venue.today.deals) >= share:
        raise Refused(Reason.DEALS_OF_ACCOUNT_FULL, share)
    waiting = sum(deal.price * deal.quantity for deal in venue.deals.values())
    room = OTHER_TOTALS_MAX_FEN - venue.cumulative[Method.BLOCK].amount - waiting
    if price * quantity > room:
        raise Refused(Reason.AMOUNT_TOO_LARGE, room)


def check_share(day: list[int], account: int, limit: int, full: Reason, own_full: Reason) -> None:
    """Room among the day's intents or dialogues, for everyone and for the account; `day` names
    whose each is.
    """
    if len(day) >= limit:
        raise Refused(full, limit)
    share = (limit + 1) // ACCOUNT_SHARE
    if day.count(account) >= share:
        raise Refused(own_full, share)


# Locks.


def rate(instrument: Instrument, price: int) -> int:
    """What a buyer locks for each tonne."""
    parameters = instrument.parameters
    least_block = parameters[Parameter.BLOCK_QUANTITY_MIN]
    fees = (
        max(
            ceil(Fraction(price * parameters[ppm], MILLION)),
            ceil(Fraction(parameters[least], least_block)),
        )
        for ppm, least in ledger.FEES
    )
    return price + sum(fees)


def check_cover(
    venue: Venue,
    account: int,
    instrument: Instrument,
    side: Side,
    units: int,
    cash: int,
    amount: int,
) -> None:
    """Room for a buyer's holding; cash or units that are to be locked; the account's limits."""
    if side == Side.BUY:
        ledger.check_holding_fits(venue, account, instrument.number)
    resale.check_side(venue, account, instrument, side)
    available = venue.accounts[account].cash
    if side == Side.BUY and cash > max(available, 0):
        raise Refused(Reason.CASH_INSUFFICIENT, available, amount_fen=cash)
    if side == Side.SELL and units:
        ledger.check_units(
            venue.holdings.get((account, instrument.number), ledger.Holding()), units
        )
    limits.check_amount(venue, venue.accounts[account], amount, amount)
    if side == Side.BUY and units:
        limits.check_holding(venue, account, instrument, units)


def lock(venue: Venue, account: int, instrument: int, side: Side, units: int, cash: int) -> None:
    """Move cash or units into the lock; negative ones come out of it."""
    if side == Side.BUY:
        ledger.holding_of(venue, account, instrument)
        venue.accounts[account].cash -= cash
        venue.accounts[account].locked += cash
    elif units:
        holding = ledger.holding_of(venue, account, instrument)
        holding.available -= units
        holding.locked += units


# Saying.


def say_intent(venue: Venue, kind: EventKind, intent: Intent, **fields: Any) -> None:
    """An event of an intent."""
    venue.say(
        kind,
        account=intent.account,
        maker_account=intent.counterparty,
        instrument=intent.instrument,
        order_id=intent.number,
        side=intent.side,
        price=intent.price,
        quantity=intent.quantity,
        leaves=intent.leaves,
        flags=intent.flags,
        **fields,
    )


def say_dialogue(
    venue: Venue, kind: EventKind, dialogue: Dialogue, speaker: int, **fields: Any
) -> None:
    """An event of a dialogue, caused by one of its accounts."""
    intent = dialogue.intent
    poster_speaks = speaker == intent.account
    flags = (
        (intent.flags & HIDDEN)
        | (RESPONDER_HIDDEN if dialogue.hidden else 0)
        | (POSTER_SPEAKS if poster_speaks else 0)
    )
    venue.say(
        kind,
        account=speaker,
        maker_account=dialogue.account if poster_speaks else intent.account,
        instrument=intent.instrument,
        order_id=dialogue.number,
        maker_order_id=intent.number,
        side=intent.side if poster_speaks else opposite(intent.side),
        price=dialogue.price,
        quantity=dialogue.quantity,
        number=dialogue.offers,
        flags=flags,
        **fields,
    )


def say_deal(venue: Venue, kind: EventKind, deal: Deal, **fields: Any) -> None:
    """An event of a deal."""
    venue.say(
        kind,
        number=deal.number,
        order_id=deal.intent,
        maker_order_id=deal.dialogue,
        account=deal.buyer,
        maker_account=deal.seller,
        side=Side.BUY,
        instrument=deal.instrument,
        price=deal.price,
        quantity=deal.quantity,
        amount_fen=deal.price * deal.quantity,
        method=Method.BLOCK,
        date=venue.date,
        flags=LIVE if venue.instruments[deal.instrument].parameters[Parameter.BLOCK_LIVE] else 0,
        **fields,
    )


def note_of(command: Command) -> dict[str, int]:
    """A command's note as the fields of an event: the bytes of 28 numbers of 16 bits, cut into
    seven of 64.
    """
    raw = b"".join(
        part.to_bytes(2, "little")
        for part in [*command.weight_instruments, *command.weight_numerators]
    )
    words = [
        int.from_bytes(raw[place : place + 8], "little", signed=place < 48)
        for place in range(0, 56, 8)
    ]
    names = (
        "maker_leaves",
        "maker_trading_fee_fen",
        "maker_settlement_fee_fen",
        "trading_fee_fen",
        "settlement_fee_fen",
    )
    return dict(zip((*names, "value", "tape_hash"), words, strict=True))


# Intents.


def post_intent(venue: Venue, command: Command) -> None:
    """Make known what one would buy or sell; a firm intent is confirmed by posting it and locks at
    once.
    """
    check_access(venue, command)
    if command.instrument not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    instrument = venue.instruments[command.instrument]
    check_desk(venue, instrument)
    if command.side not in tuple(Side):
        raise Refused(Reason.SIDE_UNKNOWN)
    order_rules.check_valid(command)
    if command.counterparty and command.counterparty not in venue.accounts:
        raise Refused(Reason.COUNTERPARTY_UNKNOWN)
    if command.counterparty == command.account:
        raise Refused(Reason.INTENT_OWN)
    if command.flags & IN_PARTS and not instrument.parameters[Parameter.BLOCK_PARTS]:
        raise Refused(Reason.PARTS_NOT_ALLOWED)
    check_size(instrument, command.quantity)
    check_price(instrument, command.price)
    check_share(
        venue.today.intents,
        command.account,
        venue.limits.intents,
        Reason.INTENTS_FULL,
        Reason.INTENTS_OF_ACCOUNT_FULL,
    )
    intent = Intent(
        number=called(venue, "intent", venue.last_intent + 1),
        account=command.account,
        counterparty=command.counterparty,
        instrument=command.instrument,
        side=Side(command.side),
        price=command.price,
        quantity=command.quantity,
        leaves=command.quantity,
        flags=command.flags & (HIDDEN | IN_PARTS | INVITATION),
        operator=command.operator,
    )
    cash = command.quantity * rate(instrument, command.price)
    if intent.firm:
        check_cover(
            venue,
            intent.account,
            instrument,
            intent.side,
            intent.quantity,
            cash,
            intent.price * intent.quantity,
        )
        lock(venue, intent.account, instrument.number, intent.side, intent.quantity, cash)
        intent.locked_cash = cash if intent.side == Side.BUY else 0
    else:
        resale.check_side(venue, intent.account, instrument, intent.side)
    venue.last_intent += 1
    venue.intents[intent.number] = intent
    venue.today.intents.append(intent.account)
    venue.accept(command, order_id=intent.number)
    say_intent(venue, EventKind.INTENT, intent, **note_of(command))


def withdraw_intent(venue: Venue, command: Command) -> None:
    """By its poster, or by the exchange."""
    if command.account and command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    order_rules.check_valid(command)
    intent = venue.intents.get(command.order_id)
    if intent is None:
        raise Refused(Reason.INTENT_UNKNOWN)
    if command.account not in (0, intent.account):
        seen = intent.counterparty in (0, command.account) and not venue.number_key
        raise Refused(Reason.INTENT_NOT_YOURS if seen else Reason.INTENT_UNKNOWN)
    venue.accept(
        command,
        instrument=intent.instrument,
        side=intent.side,
        price=intent.price,
        leaves=intent.leaves,
    )
    end_with_dialogues(
        venue,
        intent,
        Reason.CANCELLED_BY_MEMBER if command.account else Reason.CANCELLED_BY_EXCHANGE,
    )


def end_with_dialogues(venue: Venue, intent: Intent, reason: Reason) -> None:
    """An intent ends and takes its dialogues along."""
    end_intent(venue, intent, reason)
    for dialogue in dialogues_on(venue, intent):
        end_dialogue(venue, dialogue, intent.account, reason)


def end_intent(venue: Venue, intent: Intent, reason: Reason) -> None:
    """Give back what an intent holds, and say so."""
    if intent.firm:
        lock(
            venue,
            intent.account,
            intent.instrument,
            intent.side,
            -intent.leaves,
            -intent.locked_cash,
        )
    del venue.intents[intent.number]
    say_intent(venue, EventKind.INTENT_CLOSED, intent, reason=reason)


def dialogues_on(venue: Venue, intent: Intent) -> list[Dialogue]:
    """The dialogues about an intent, oldest first."""
    return [dialogue for dialogue in venue.dialogues.values() if dialogue.intent is intent]


def addressed(venue: Venue, command: Command) -> Intent:
    """The intent an account answers: one it can see, of somebody else, at the open desk."""
    check_access(venue, command)
    intent = venue.intents.get(command.order_id)
    if intent is None:
        raise Refused(Reason.INTENT_UNKNOWN)
    if intent.account == command.account:
        raise Refused(Reason.INTENT_OWN)
    if intent.counterparty not in (0, command.account):
        raise Refused(Reason.INTENT_UNKNOWN)
    command.instrument, command.side = intent.instrument, opposite(intent.side)
    check_desk(venue, venue.instruments[intent.instrument])
    order_rules.check_valid(command)
    return intent


def accept_intent(venue: Venue, command: Command) -> None:
    """Take a firm intent at its price."""
    intent = addressed(venue, command)
    instrument, side = venue.instruments[intent.instrument], opposite(intent.side)
    command.price = intent.price
    if not intent.firm:
        raise Refused(Reason.INTENT_NOT_FIRM)
    check_offer(venue, intent, intent.price, command.quantity)
    check_deal(venue, command.account, intent.price, command.quantity)
    cash = command.quantity * rate(instrument, intent.price)
    check_cover(
        venue,
        command.account,
        instrument,
        side,
        command.quantity,
        cash,
        intent.price * command.quantity,
    )
    lock(venue, command.account, instrument.number, side, command.quantity, cash)
    venue.accept(command, number=called(venue, "deal", venue.last_deal + 1))
    strike(venue, intent, None, command.account, intent.price, command.quantity, cash)


# Dialogues.


def open_dialogue(venue: Venue, command: Command) -> None:
    """Answer an intent with an offer of one's own."""
    intent = addressed(venue, command)
    if any(dialogue.account == command.account for dialogue in dialogues_on(venue, intent)):
        raise Refused(Reason.DIALOGUE_EXISTS)
    check_offer(venue, intent, command.price, command.quantity)
    check_share(
        venue.today.dialogues,
        command.account,
        venue.limits.dialogues,
        Reason.DIALOGUES_FULL,
        Reason.DIALOGUES_OF_ACCOUNT_FULL,
    )
    venue.last_dialogue += 1
    dialogue = Dialogue(
        called(venue, "dialogue", venue.last_dialogue),
        intent,
        command.account,
        bool(command.flags & HIDDEN),
        command.operator,
    )
    venue.dialogues[dialogue.number] = dialogue
    venue.today.dialogues.append(command.account)
    venue.accept(command, number=dialogue.number)
    make_offer(venue, command, dialogue)


def make_offer(venue: Venue, command: Command, dialogue: Dialogue) -> None:
    """New terms on the table."""
    dialogue.price, dialogue.quantity = command.price, command.quantity
    dialogue.last_speaker = command.account
    dialogue.offers += 1
    say_dialogue(venue, EventKind.DIALOGUE, dialogue, command.account, **note_of(command))


def known_dialogue(venue: Venue, command: Command) -> Dialogue:
    """A dialogue by its number; for who is not part of it there is none."""
    dialogue = venue.dialogues.get(command.order_id)
    if dialogue is None or command.account not in (0, dialogue.account, dialogue.intent.account):
        raise Refused(Reason.DIALOGUE_UNKNOWN)
    return dialogue


def spoken_in(venue: Venue, command: Command) -> Dialogue:
    """The dialogue that an account speaks in, at the open desk."""
    check_access(venue, command)
    dialogue = known_dialogue(venue, command)
    intent = dialogue.intent
    command.instrument = intent.instrument
    command.side = intent.side if command.account == intent.account else opposite(intent.side)
    check_desk(venue, venue.instruments[intent.instrument])
    order_rules.check_valid(command)
    return dialogue


def counter_offer(venue: Venue, command: Command) -> None:
    """Other terms, when it is one's turn."""
    dialogue = spoken_in(venue, command)
    if dialogue.last_speaker == command.account:
        raise Refused(Reason.TURN_NOT_YOURS)
    check_offer(venue, dialogue.intent, command.price, command.quantity)
    venue.accept(command)
    unconfirm(venue, dialogue)
    make_offer(venue, command, dialogue)


def send_note(venue: Venue, command: Command) -> None:
    """A word to the other side."""
    dialogue = spoken_in(venue, command)
    venue.accept(command)
    say_dialogue(venue, EventKind.DIALOGUE_NOTE, dialogue, command.account, **note_of(command))


def confirm_terms(venue: Venue, command: Command) -> None:
    """Agree to the present terms; when both have, it is a deal."""
    dialogue = spoken_in(venue, command)
    intent = dialogue.intent
    instrument = venue.instruments[intent.instrument]
    if (command.price, command.quantity) != (dialogue.price, dialogue.quantity):
        raise Refused(Reason.TERMS_DIFFER, dialogue.price, leaves=dialogue.quantity)
    if command.account in dialogue.confirmed:
        raise Refused(Reason.CONFIRMED_ALREADY)
    check_offer(venue, intent, dialogue.price, dialogue.quantity)
    if dialogue.confirmed:
        check_deal(venue, dialogue.account, dialogue.price, dialogue.quantity)
    side = Side(command.side)
    cash = dialogue.quantity * rate(instrument, dialogue.price) if side == Side.BUY else 0
    units = dialogue.quantity
    if command.account == intent.account and intent.firm:
        units = 0
        cash = max(0, cash - dialogue.quantity * rate(instrument, intent.price)) if cash else 0
    check_cover(
        venue, command.account, instrument, side, units, cash, dialogue.price * dialogue.quantity
    )
    lock(venue, command.account, instrument.number, side, units, cash)
    dialogue.confirmed[command.account] = (cash, units)
    done = len(dialogue.confirmed) == 2
    venue.accept(
        command, **({"number": called(venue, "deal", venue.last_deal + 1)} if done else {})
    )
    say_dialogue(venue, EventKind.TERMS_CONFIRMED, dialogue, command.account)
    if done:
        cash_of_taker, _ = dialogue.confirmed[dialogue.account]
        strike(
            venue,
            intent,
            dialogue,
            dialogue.account,
            dialogue.price,
            dialogue.quantity,
            cash_of_taker,
        )


def unconfirm(venue: Venue, dialogue: Dialogue) -> None:
    """Give back what confirmations hold."""
    intent = dialogue.intent
    for account, (cash, units) in dialogue.confirmed.items():
        side = intent.side if account == intent.account else opposite(intent.side)
        lock(venue, account, intent.instrument, side, -units, -cash)
    dialogue.confirmed = {}


def leave_dialogue(venue: Venue, command: Command) -> None:
    """Speak no more; the exchange may end a dialogue as well."""
    if command.account and command.account not in venue.accounts:
        raise Refused(Reason.ACCOUNT_UNKNOWN)
    order_rules.check_valid(command)
    dialogue = known_dialogue(venue, command)
    venue.accept(command, instrument=dialogue.intent.instrument)
    speaker = command.account or dialogue.intent.account
    end_dialogue(
        venue, dialogue, speaker, Reason.LEFT if command.account else Reason.CANCELLED_BY_EXCHANGE
    )


def end_dialogue(venue: Venue, dialogue: Dialogue, speaker: int, reason: Reason) -> None:
    """Give back what a dialogue holds, and tell both."""
    unconfirm(venue, dialogue)
    del venue.dialogues[dialogue.number]
    say_dialogue(venue, EventKind.DIALOGUE_CLOSED, dialogue, speaker, reason=reason)


# Deals.


def strike(
    venue: Venue,
    intent: Intent,
    dialogue: Dialogue | None,
    taker: int,
    price: int,
    quantity: int,
    taker_cash: int,
) -> None:
    """A deal: what both have locked is held for it until the close."""
    instrument = venue.instruments[intent.instrument]
    poster_buys = intent.side == Side.BUY
    deal = Deal(
        number=called(venue, "deal", venue.last_deal + 1),
        intent=intent.number,
        dialogue=dialogue.number if dialogue else 0,
        instrument=intent.instrument,
        buyer=intent.account if poster_buys else taker,
        seller=taker if poster_buys else intent.account,
        price=price,
        quantity=quantity,
        locked_cash=taker_cash,
    )
    if poster_buys:
        deal.locked_cash = quantity * rate(instrument, price)
        held = dialogue.confirmed[intent.account][0] if dialogue else 0
        if intent.firm:
            share = quantity * rate(instrument, intent.price)
            intent.locked_cash -= share
            held += share
        lock(venue, intent.account, instrument.number, Side.BUY, 0, deal.locked_cash - held)
    venue.last_deal += 1
    venue.deals_struck.add(deal.number)
    venue.deals[deal.number] = deal
    venue.today.deals.append(taker)
    say_deal(venue, EventKind.DEAL, deal)
    if dialogue:
        del venue.dialogues[dialogue.number]
        say_dialogue(
            venue, EventKind.DIALOGUE_CLOSED, dialogue, dialogue.account, reason=Reason.DEALT
        )
    lower(venue, intent, quantity)


def lower(venue: Venue, intent: Intent, quantity: int) -> None:
    """The first deal takes the quantity; the events about the rest must fit it."""
    intent.leaves -= quantity
    if not intent.leaves:
        end_intent(venue, intent, Reason.DEALT)
        for dialogue in dialogues_on(venue, intent):
            end_dialogue(venue, dialogue, intent.account, Reason.DEALT_WITH_ANOTHER)
        return
    say_intent(venue, EventKind.INTENT_LOWERED, intent)
    for dialogue in dialogues_on(venue, intent):
        if dialogue.quantity > intent.leaves or not fits(
            venue.instruments[intent.instrument], intent, dialogue.quantity
        ):
            unconfirm(venue, dialogue)
            dialogue.quantity = intent.leaves
            say_dialogue(
                venue, EventKind.DIALOGUE, dialogue, dialogue.last_speaker, reason=Reason.REDUCED
            )


def cancel_deal(venue: Venue, command: Command) -> None:
    """The exchange undoes a deal before the close."""
    if command.order_id not in venue.deals_struck:
        raise Refused(Reason.DEAL_UNKNOWN)
    deal = venue.deals.pop(command.order_id, None)
    if deal is None:
        raise Refused(Reason.DEAL_NOT_OPEN)
    lock(venue, deal.buyer, deal.instrument, Side.BUY, 0, -deal.locked_cash)
    lock(venue, deal.seller, deal.instrument, Side.SELL, -deal.quantity, 0)
    venue.accept(command)
    say_deal(venue, EventKind.DEAL_CANCELLED, deal, reason=Reason.CANCELLED_BY_EXCHANGE)


def enter(venue: Venue, deal: Deal) -> None:
    """A deal becomes a trade: delivered, numbered, counted."""
    instrument = venue.instruments[deal.instrument]
    amount = deal.price * deal.quantity
    buyer_fees = ledger.fees_due(instrument, amount)
    trading, settlement = ledger.fees_due(instrument, amount)
    trading = min(trading, amount)
    seller_fees = trading, min(settlement, amount - trading)
    trade = Trade(
        method=Method.BLOCK,
        number=venue.last_trade[Method.BLOCK] + 1,
        instrument=deal.instrument,
        price=deal.price,
        quantity=deal.quantity,
        buyer=deal.buyer,
        seller=deal.seller,
        buyer_fees=sum(buyer_fees),
        seller_fees=sum(seller_fees),
    )
    buyer = venue.accounts[deal.buyer]
    buyer.cash += deal.locked_cash
    buyer.locked -= deal.locked_cash
    venue.holdings[deal.seller, deal.instrument].locked -= deal.quantity
    ledger.deliver(venue, instrument, trade)
    matching.record(venue, instrument, trade)
    venue.say(
        EventKind.FILL,
        account=deal.buyer,
        maker_account=deal.seller,
        side=Side.BUY,
        order_id=deal.number,
        maker_order_id=deal.number,
        trading_fee_fen=buyer_fees[0],
        settlement_fee_fen=buyer_fees[1],
        maker_trading_fee_fen=seller_fees[0],
        maker_settlement_fee_fen=seller_fees[1],
        instrument=deal.instrument,
        price=deal.price,
        quantity=deal.quantity,
        amount_fen=amount,
        number=trade.number,
        method=Method.BLOCK,
        date=venue.date,
        flags=BUYER_IS_TAKER,
    )
    limits.after_trade(venue, instrument, amount, deal.buyer, deal.seller)


# The desk.


def suspend_desk(venue: Venue, command: Command) -> None:
    """Nothing new at the desk, of one instrument or all, until it is resumed."""
    owner: Venue | Instrument = venue
    if command.instrument:
        if command.instrument not in venue.instruments:
            raise Refused(Reason.INSTRUMENT_UNKNOWN)
        owner = venue.instruments[command.instrument]
    suspend = command.value != 0
    if owner.desk_suspended == suspend:
        raise Refused(Reason.DESK_SUSPENDED if suspend else Reason.DESK_NOT_SUSPENDED)
    owner.desk_suspended = suspend
    venue.accept(command)


def leave_desk(venue: Venue, account: int, operator: int, reason: Reason) -> None:
    """What an account (0: any), or a key (0: any) of it, has begun at the desk ends."""
    own = [
        each
        for each in venue.dialogues.values()
        if account in (0, each.account) and operator in (0, each.operator)
    ]
    for dialogue in own:
        end_dialogue(venue, dialogue, dialogue.account, reason)
    posted = [
        each
        for each in venue.intents.values()
        if account in (0, each.account) and operator in (0, each.operator)
    ]
    for intent in posted:
        end_with_dialogues(venue, intent, reason)


def close_desk(venue: Venue) -> None:
    """What was not agreed ends with the day; deals are final."""
    for dialogue in list(venue.dialogues.values()):
        end_dialogue(venue, dialogue, dialogue.intent.account, Reason.WITHDRAWN_AT_CLOSE)
    for intent in list(venue.intents.values()):
        end_intent(venue, intent, Reason.WITHDRAWN_AT_CLOSE)
    for deal in venue.deals.values():
        enter(venue, deal)
    venue.deals = {}
