"""What the registry's operator sets and opens, in tables.

Rules of one number each, hours for transfers of units, and the instruments of which units may be
issued.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from engine.instrument_codes import vintage_of, years_of
from engine.units import INSTRUMENTS_MAX
from settlement_bridge.books import SignOff
from settlement_bridge.books.entities import ENTITY, note_change
from settlement_bridge.books.parties import Task
from settlement_bridge.books.settings import (
    ISSUER_ACCOUNT,
    PROCEEDS_ACCOUNT,
    RULES,
    VENUE,
    PaidAllocation,
    Window,
    Windows,
    written,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.registry_tables import instruments, rules, transfer_windows


def rule(connection: Connection, name: str, entity: int = VENUE) -> int | None:
    """What holds for an entity: its own rule, else the venue's, else the default."""
    query = select(rules.c.entity, rules.c.value).where(
        rules.c.name == name, rules.c.entity.in_([VENUE, entity])
    )
    found = {row.entity: row.value for row in connection.execute(query)}
    return found.get(entity, found.get(VENUE, RULES[name].default))


def number(connection: Connection, name: str) -> int:
    """A rule of the venue that always has a number."""
    value = rule(connection, name)
    assert value is not None
    return value


def paid_allocation(connection: Connection) -> PaidAllocation:
    """The accounts of paid allocation."""
    names = (ISSUER_ACCOUNT, PROCEEDS_ACCOUNT)
    return PaidAllocation(*(rule(connection, name) for name in names))


def rules_set(connection: Connection) -> list[tuple[str, int, int | None]]:
    """Every rule of the venue, set or not, and those set for entities: name, entity, value."""
    found = {(row.name, row.entity): row.value for row in connection.execute(select(rules))}
    venue = {(name, VENUE): found.get((name, VENUE), rule.default) for name, rule in RULES.items()}
    return [(name, entity, value) for (name, entity), value in sorted((venue | found).items())]


def set_rule(
    connection: Connection,
    name: str,
    entity: int,
    value: int | None,
    sign_off: SignOff,
    time_ns: int,
) -> int | Refusal:
    """Set a rule, or with None go back to what holds without: the change's number."""
    known = RULES[name]
    if entity != VENUE and not known.of_an_entity:
        return Refusal(
            "rule_of_the_venue", "entity", entity, VENUE, f"{name} is the same for every entity"
        )
    if value is not None and not known.least <= value <= known.most:
        return Refusal(
            "field_out_of_range",
            "value",
            value,
            [known.least, known.most],
            f"{name} is not in this range",
        )
    place = (rules.c.name == name) & (rules.c.entity == entity)
    before = connection.scalar(select(rules.c.value).where(place))
    connection.execute(delete(rules).where(place))
    if value is not None:
        connection.execute(insert(rules).values(name=name, entity=entity, value=value))
    subject = ENTITY if entity else "registry"
    change = (subject, entity, name, _said(before), _said(value))
    return note_change(connection, change, sign_off, time_ns)


def _said(value: int | None) -> str:
    return "default" if value is None else str(value)


def windows(connection: Connection) -> Windows:
    """The windows there are; a direction without one is open all day."""
    return {
        Task(row.task): Window(row.opens, row.closes)
        for row in connection.execute(select(transfer_windows))
    }


def set_window(
    connection: Connection, task: Task, window: Window | None, sign_off: SignOff, time_ns: int
) -> int:
    """Give one direction a window, or none: the change's number."""
    before = windows(connection).get(task)
    connection.execute(delete(transfer_windows).where(transfer_windows.c.task == task))
    if window is not None:
        connection.execute(
            insert(transfer_windows).values(task=task, opens=window.opens, closes=window.closes)
        )
    change = (
        "registry",
        int(task),
        f"{task.name.lower()}_window",
        written(before),
        written(window),
    )
    return note_change(connection, change, sign_off, time_ns)


ALLOWED_SAID_MAX = 100  # codes that a refusal names
EXCHANGE = "exchange"  # who, of what was listed there

Opened = Mapping[str, int | None]  # codes with the year of their units; None: named at each issue


def opened(connection: Connection) -> Opened:
    """All instruments, in order of their codes. At most `INSTRUMENTS_MAX`."""
    query = select(instruments.c.instrument, instruments.c.year)
    rows = connection.execute(query.order_by(instruments.c.instrument))
    return {row.instrument: row.year for row in rows}


def open_instrument(
    connection: Connection, instrument: str, year: int | None, sign_off: SignOff, time_ns: int
) -> int | Refusal:
    """Let units of an instrument be issued: the change's number, or why not.

    `year` is that of its units where the code names none; without one each issue names its own.
    """
    known = opened(connection)
    if instrument in known:
        message = "units of this instrument may be issued already"
        return Refusal("instrument_exists", "instrument", instrument, "one not open", message)
    if len(known) >= INSTRUMENTS_MAX:
        message = f"{INSTRUMENTS_MAX} instruments are open"
        return Refusal("too_many_instruments", "instrument", instrument, INSTRUMENTS_MAX, message)
    vintage = vintage_of(instrument)
    if vintage is not None and year not in (None, vintage):
        return _of_another_year(instrument, year, vintage)
    _insert_instruments(connection, [(instrument, vintage or year)], sign_off.who, time_ns)
    change = ("registry", 0, "instrument", "", f"{instrument} {vintage or year or ''}".strip())
    return note_change(connection, change, sign_off, time_ns)


def note(connection: Connection, listed: Iterable[str], who: str, time_ns: int) -> None:
    """Open instruments that are known from elsewhere, as far as there is room."""
    known = opened(connection)
    room = INSTRUMENTS_MAX - len(known)
    new = [(code, vintage_of(code)) for code in sorted(set(listed) - set(known))]
    _insert_instruments(connection, new[:room], who, time_ns)


def not_opened(codes: Collection[str], known: Opened) -> Refusal | None:
    """The refusal of an issue of units of an instrument that nobody has opened, or None."""
    unknown = next((code for code in codes if code not in known), None)
    if unknown is None:
        return None
    message = f"no instrument {unknown} is open or listed at the exchange; open it first"
    return Refusal("instrument_unknown", "instrument", unknown, _some(known), message)


def year_of(instrument: str, year: int | None, known: Opened) -> int | Refusal:
    """The year that an issue's serial numbers carry: the instrument's, or the one asked for."""
    own = known.get(instrument)
    if own is None and year is None:
        message = f"the code {instrument} has no year: name that of the serial numbers"
        return Refusal("year_missing", "year", None, "a year", message)
    if year is None:
        return own or 0
    allowed = years_of(instrument) or range(own or year, (own or year) + 1)
    return year if year in allowed else _of_another_year(instrument, year, own or year)


def _of_another_year(instrument: str, year: int | None, own: int) -> Refusal:
    message = f"units of {instrument} are of {own}"
    return Refusal("year_differs", "year", year, own, message)


def _some(known: Opened) -> list[str]:
    return sorted(known)[:ALLOWED_SAID_MAX]


def _insert_instruments(
    connection: Connection, rows: Iterable[tuple[str, int | None]], who: str, time_ns: int
) -> None:
    for code, year in rows:
        connection.execute(insert(instruments).values((code, year, time_ns, who)))
