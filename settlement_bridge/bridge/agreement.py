"""Whether registry and exchange agree: what each has applied and settled, compared before anything
is done. Pure.

A registry restored from an old copy would give journal numbers a second time and deliver days that
are settled; a venue restored from an old log would apply transfers a second time. Both are found
out here, from the exchange's last transfer and last days. What the exchange answers is read field
by field: what cannot be read is no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from engine.units import CASH_MAX_FEN, UNITS_MAX, format_date
from gateway.protocol.fields import INT64_MAX, boolean, date
from gateway.protocol.readers import Integer, Pattern, Read, wrong_type
from gateway.protocol.replies import AnswerMalformed, read_answer
from settlement_bridge.books import DayStatus, Figures
from settlement_bridge.books.clearing import difference
from settlement_bridge.books.parties import TransferStatus
from settlement_bridge.bridge import Day
from settlement_bridge.errors import ExchangeAway, Refusal

Row = dict[str, Any]

count = Integer(0, INT64_MAX)
fen = Integer(0, CASH_MAX_FEN)
tonnes = Integer(0, UNITS_MAX)
_HEX_16 = Pattern("[0-9a-f]{16}", "16 hex digits in lower case")
MENDED_BY = "bring back a newer copy, or `ceax registry catch-up`"


def tape_hash(name: str, value: Any) -> str:
    """A tape hash, as the text it is."""
    return _HEX_16(name, value).decode()


def rows(name: str, value: Any) -> list[Row]:
    """A list of maps."""
    if type(value) is not list or not all(type(each) is dict for each in value):
        raise wrong_type(name, value, "a list of maps")
    return value


def read(answer: Any, **readers: Read) -> Row:
    """Named fields of an answer, each as its reader gives it.

    Raises ExchangeAway, which names the first bad field.
    """
    try:
        return read_answer(answer, **readers)
    except AnswerMalformed as error:
        raise ExchangeAway(f"an answer of the exchange cannot be read: {error}") from error


def may_be(reader: Read) -> Read:
    """The reader of a field that may be missing or null."""
    return lambda name, value: None if value is None else reader(name, value)


class AgreementState(StrEnum):
    """Whether registry and exchange know the same history."""

    NOT_ASKED = "exchange_not_asked"  # since the start of this process
    SOUND = "sound"
    BEHIND = "registry_behind"
    AHEAD = "exchange_behind"
    DIFFERS = "registry_differs"


class Agreement(NamedTuple):
    """Whether registry and exchange agree, with a sentence that explains it.

    `catching_up`: its journal goes on after the exchange's last number, so that what stays in the
    registry may be entered.
    """

    state: AgreementState
    sentence: str = ""
    catching_up: bool = False

    @property
    def sound(self) -> bool:
        """Whether everything may go on."""
        return self.state is AgreementState.SOUND

    def bar(self, with_exchange: bool) -> Refusal | None:
        """The refusal of an instruction, or None; one without the exchange is possible while
        catching up.
        """
        if self.sound or (self.catching_up and not with_exchange):
            return None
        return Refusal(self.state.value, None, None, None, f"{self.sentence}; nothing was done")


NOT_ASKED = Agreement(AgreementState.NOT_ASKED, "registry and exchange have not been compared yet")
SOUND = Agreement(AgreementState.SOUND, "registry and exchange agree")


class ExchangeDay(NamedTuple):
    """A trading day as the exchange remembers it."""

    date: int
    figures: Figures
    confirmed: bool
    settled: bool
    failed: int
    first_event: int


class Noted(NamedTuple):
    """What the exchange's log holds of the registry's hash chain, and where it is itself.

    `stands`: whether the batch that the registry noted is there as it was; None where it noted
    none, or it is archived.
    """

    anchor: str | None = None  # the last one
    log_position: int = 0
    log_link: str = ""
    stands: bool | None = None


class Theirs(NamedTuple):
    """What the exchange remembers: the last transfer's number, 0 before the first, and its last
    days.
    """

    last_reference: int
    days: Sequence[ExchangeDay]
    epoch: int = 0  # of its log, 0: not known
    noted: Noted = Noted()


class Ours(NamedTuple):
    """What the registry has."""

    journal: int  # last number
    applied: int  # last transfer that the exchange has applied, 0 before the first
    # what the exchange's last transfer is here, None: no such transfer
    last_there: TransferStatus | None
    passed_over: bool  # its number is one of those that a catch-up has left out
    catching_up: bool  # a catch-up is under way
    days: Mapping[int, Day]
    # days that have trades in default, neither delivered nor failed yet
    in_default: Collection[int] = ()
    epoch: int = 0  # the latest of the exchange's log that was agreed with
    # of the link with the number of the exchange's anchor; empty: no such link
    anchor: str | None = None


def read_theirs(transfers: Mapping[str, Any], days: Mapping[str, Any]) -> Theirs:
    """The gateway's answers to `transfers` and `days`. Raises ExchangeAway."""
    last = read(transfers, last_reference=count)["last_reference"]
    return Theirs(last, [_day(row) for row in read(days, days=rows)["days"]])


def _day(row: Mapping[str, Any]) -> ExchangeDay:
    cleared = read(row, count=count, quantity=tonnes, amount_fen=fen, tape_hash=tape_hash)
    marks = read(row, confirmed=boolean, settled=boolean, failed=count, first_event=count)
    return ExchangeDay(read(row, date=date)["date"], Figures(**cleared), *marks.values())


def compare(ours: Ours, theirs: Theirs) -> Agreement:
    """Whether registry and exchange agree.

    Contradictions come first: nobody can catch up with those.
    """
    found = (
        [*_transfers(ours, theirs), *_days(ours, theirs)]
        or [*_epochs(ours, theirs)]
        or [*_chains(ours, theirs.noted)]
    )
    states = {state for state, _ in found}
    if not found:
        return SOUND
    if AgreementState.DIFFERS in states or len(states) > 1:
        told = [sentence for state, sentence in found if state is AgreementState.DIFFERS] or [
            said for _, said in found
        ]
        return Agreement(
            AgreementState.DIFFERS,
            f"registry and exchange contradict each other: {'; '.join(told[:2])}",
        )
    (state,), sentence = states, found[0][1]
    if state is AgreementState.AHEAD:
        return Agreement(
            state,
            f"the registry has a longer history than the exchange: {sentence}; bring back the"
            " venue's newer log",
        )
    return Agreement(
        state,
        f"the exchange has a longer history than the registry: {sentence}; {MENDED_BY}",
        ours.catching_up,
    )


Finding = tuple[AgreementState, str]


def _epochs(ours: Ours, theirs: Theirs) -> Iterator[Finding]:
    """Whether an older copy of the exchange runs, whose history ends where ours does so far."""
    if 0 < theirs.epoch < ours.epoch:
        yield (
            AgreementState.AHEAD,
            f"its log is in epoch {theirs.epoch}, and one of epoch {ours.epoch} was agreed with:"
            " this is an older copy, stop it",
        )


def _chains(ours: Ours, noted: Noted) -> Iterator[Finding]:
    """Whether registry and log are those that each has noted of the other."""
    if ours.anchor is not None and ours.anchor != noted.anchor:
        what = "is another" if ours.anchor else "is missing"
        number = str(noted.anchor).partition(" ")[0]
        yield (
            AgreementState.BEHIND,
            f"link {number} of the hash chain, which is noted there, {what} here: the registry is"
            " an older copy, or was rewritten",
        )
    elif noted.stands is False:
        yield (
            AgreementState.AHEAD,
            "the batch that was the last of its log when a day was settled is not there: the log is"
            " an older copy, or was rewritten",
        )


def _transfers(ours: Ours, theirs: Theirs) -> Iterator[Finding]:
    last = theirs.last_reference
    if ours.applied > last:
        yield (
            AgreementState.AHEAD,
            f"transfer {ours.applied} is applied here, the last one there is {last}",
        )
    elif last > ours.journal:
        yield AgreementState.BEHIND, f"journal {ours.journal} here, {last} there"
    elif ours.passed_over and ours.last_there is None:
        yield AgreementState.BEHIND, f"transfer {last} there has not been entered here yet"
    elif last > 0 and ours.last_there not in (TransferStatus.PENDING, TransferStatus.APPLIED):
        was = "refused" if ours.last_there else "no transfer"
        yield (
            AgreementState.DIFFERS,
            f"journal number {last}, the exchange's last transfer, is {was} here",
        )


def _days(ours: Ours, theirs: Theirs) -> Iterator[Finding]:
    for there in theirs.days:
        here = ours.days.get(there.date)
        in_default = there.date in ours.in_default
        finding = (
            _settled(here, there, in_default)
            if there.settled
            else _unsettled(here, there, in_default)
        )
        if finding:
            yield finding
    last = max((day.date for day in theirs.days), default=0)
    beyond = [
        date for date, day in ours.days.items() if date > last and day.status > DayStatus.COLLECTING
    ]
    if beyond:
        name = format_date(min(beyond))
        yield (
            AgreementState.AHEAD,
            f"{name} has closed here, the last day there is {format_date(last) or 'none'}",
        )


def _settled(here: Day | None, there: ExchangeDay, in_default: bool) -> Finding | None:
    name = format_date(there.date)
    if here is None or here.status < DayStatus.DELIVERED:
        return (
            AgreementState.BEHIND,
            f"{name} is settled there, {here.status.name.lower() if here else 'unknown'} here",
        )
    if in_default:
        return AgreementState.BEHIND, f"{name} is settled there and has trades in default here"
    differs = difference(here.figures, there.figures) if here.figures else ""
    if differs:
        return AgreementState.DIFFERS, f"{name}: {differs}"
    if here.failed != there.failed:
        return (
            AgreementState.DIFFERS,
            f"{name}: {here.failed} failed trades here, {there.failed} there",
        )
    return None


def _unsettled(here: Day | None, there: ExchangeDay, in_default: bool) -> Finding | None:
    name, status = format_date(there.date), here.status if here else DayStatus.COLLECTING
    if status == DayStatus.DONE or (status > DayStatus.CLOSED and not there.confirmed):
        return (
            AgreementState.AHEAD,
            f"{name} is {status.name.lower()} here, {_state_of(there)} there",
        )
    if there.failed and (status < DayStatus.DELIVERED or in_default):
        return (
            AgreementState.BEHIND,
            f"{name} has {there.failed} failed trades there and is {status.name.lower()} here",
        )
    return None


def _state_of(day: ExchangeDay) -> str:
    return "confirmed" if day.confirmed else "not confirmed"
