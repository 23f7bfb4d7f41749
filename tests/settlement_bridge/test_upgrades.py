"""A small registry of each earlier revision, made by the migrations themselves with data in it,
opens with its data right.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from settlement_bridge.asked import Asked
from settlement_bridge.books import events, first_answers, instruments, lots, venue_rules
from settlement_bridge.books.serials import fork, read
from settlement_bridge.bridge.registry_sql import SqlRegistry, open_registry
from settlement_bridge.compliance import obligations_sql, vintages_sql
from settlement_bridge.defaults import cases_sql
from settlement_bridge.documents import audit_sql
from settlement_bridge.errors import Refusal
from settlement_bridge.intake.sheets import digest_of
from settlement_bridge.records import (
    CASH,
    RESERVE,
    EntryKind,
    Instruction,
    SignOff,
    State,
    Task,
    Verdict,
)
from settlement_bridge.registrar import allocation
from settlement_bridge.store import migrations
from tests.settlement_bridge.postgres_server import Server

OLD = Path(__file__).parent / "registries" / "registry-0.1.0.sql"
DATE, TIME = 20_260_107, 1_700_000_000_000_000_000
AVAILABLE, FROZEN, SURRENDERED = (
    int(State.REGISTRY_AVAILABLE),
    int(State.FROZEN),
    int(State.SURRENDERED),
)
LIN = SignOff("lin", "bridge")


def insert(connection: Connection, table: str, **values: Any) -> None:
    names = ", ".join(values)
    connection.execute(
        text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in values)})"),
        values,
    )


def journal(
    connection: Connection,
    kind: int,
    source: tuple[int, str, int],
    target: tuple[int, str, int],
    quantity: int,
) -> int:
    """An entry signed off by lin, with the balances it changes."""
    number = int(connection.scalar(text("SELECT max(number) FROM journal")) or 0) + 1
    (account, instrument, state), (to_account, _, to_state) = source, target
    ends = {
        "from_account": account,
        "from_state": state,
        "to_account": to_account,
        "to_state": to_state,
    }
    rest = {
        "method": "",
        "trade": 0,
        "reference": 0,
        "who": "lin",
        "event": number,
        "time_ns": TIME,
        "date": DATE,
    }
    insert(
        connection,
        "journal",
        number=number,
        kind=kind,
        instrument=instrument,
        quantity=quantity,
        **ends,
        **rest,
    )
    ground = {"document": f"order {number}", "note": "", "reverses": None}
    insert(
        connection,
        "sign_offs",
        event=number,
        time_ns=TIME,
        kind=kind,
        entries=1,
        who="lin",
        role="bridge",
        **ground,
    )
    for key, change in ((source, -quantity), (target, quantity)):
        place = dict(zip(("account", "instrument", "state"), key, strict=True))
        where = "account = :account AND instrument = :instrument AND state = :state"
        changed = text(f"UPDATE holdings SET quantity = quantity + :change WHERE {where}")
        if connection.execute(changed, place | {"change": change}).rowcount == 0:
            insert(connection, "holdings", **place, quantity=change)
    return number


def move(connection: Connection, kind: int, first: int, last: int, state: int) -> int:
    """Units `first` to `last` of CEA25, the lowest that account 1 has registry-available, into
    another state.
    """
    number = journal(
        connection, kind, (1, "CEA25", AVAILABLE), (1, "CEA25", state), last - first + 1
    )
    issue = connection.scalar(
        text("SELECT issue FROM blocks WHERE instrument = 'CEA25' AND first = :first"),
        {"first": first},
    )
    rest = text("UPDATE blocks SET first = :after WHERE instrument = 'CEA25' AND first = :first")
    connection.execute(rest, {"after": last + 1, "first": first})
    insert(
        connection,
        "blocks",
        instrument="CEA25",
        first=first,
        last=last,
        issue=issue,
        account=1,
        state=state,
    )
    insert(
        connection,
        "moved_spans",
        entry=number,
        first=first,
        last=last,
        instrument="CEA25",
        fork=fork(first, last),
    )
    return number


def of_v0002(connection: Connection) -> None:
    move(connection, 2, 1, 10, FROZEN)
    connection.execute(
        text("UPDATE entities SET kind = 1, province = 42, sector = 1 WHERE entity = 1")
    )
    insert(connection, "transfer_windows", task=12, opens=540, closes=930)
    insert(connection, "representatives", entity=1, since_ns=TIME, name="Lin Mei", until_ns=None)


def of_v0003(connection: Connection) -> None:
    insert(
        connection,
        "obligations",
        number=1,
        entity=1,
        year=2024,
        emissions=500,
        due=500,
        time_ns=TIME,
        who="lin",
    )
    rules = {"deadline": 20_261_231, "offset_bp": 500, "fine_low": 5, "fine_high": 10}
    insert(connection, "year_rules", number=1, year=2024, **rules, time_ns=TIME, who="lin")
    event = move(connection, 40, 11, 30, SURRENDERED)
    what = {"account": 1, "instrument": "CEA25", "credit": 0, "quantity": 20, "date": DATE}
    insert(connection, "surrenders", event=event, entity=1, year=2024, **what)


def of_v0004(connection: Connection) -> None:
    ends = {
        "journal_before": 90_000,
        "exchange_last": 90_009,
        "time_ns": TIME,
        "who": "lin",
        "ended_ns": TIME,
    }
    insert(connection, "recoveries", number=90_010, **ends)


def of_v0005(connection: Connection) -> None:
    terms = {
        "top_up_minute": 600,
        "top_up_days": 2,
        "automatic": 0,
        "fee_share_bp": 100,
        "hold_results": 0,
    }
    insert(
        connection,
        "default_rules",
        number=1,
        **terms,
        time_ns=TIME,
        who="lin",
        role="bridge",
        document="rule 1",
    )
    journal(
        connection,
        int(EntryKind.RESERVE_IN),
        (-1, CASH, int(State.BANK)),
        (RESERVE, CASH, 100),
        5_000,
    )


def of_v0006(connection: Connection) -> None:
    insert(connection, "rules", name=venue_rules.SALE_MONEY_DAYS, entity=0, value=2)


def of_v0007(connection: Connection) -> None:
    ends = {"first_year": 2030, "last_year": 2031, "first_vintage": 2029, "last_vintage": 2031}
    terms = {"arrears": 0, "from_day": 0, "source": "plan 2030", "time_ns": TIME, "who": "lin"}
    insert(connection, "vintage_rules", number=1, **ends, **terms)


def of_v0008(connection: Connection) -> None:
    asked = {"scope": 0, "reference": "old-1", "operation": "deposit", "digest": "0" * 64}
    insert(
        connection, "client_references", **asked, result='{"number": 7}', time_ns=TIME, who="lin"
    )


def of_v0009(connection: Connection) -> None:
    insert(connection, "instruments", instrument="CCER24", year=2024, time_ns=TIME, who="lin")


DATA: dict[str, Callable[[Connection], None]] = {
    "v0002": of_v0002,
    "v0003": of_v0003,
    "v0004": of_v0004,
    "v0005": of_v0005,
    "v0006": of_v0006,
    "v0007": of_v0007,
    "v0008": of_v0008,
    "v0009": of_v0009,
}


def fill_first(connection: Connection) -> None:
    """What a registry of version 0.1.0 had in it."""
    for statement in OLD.read_text(encoding="utf-8").split(";\n"):
        if "INSERT INTO" in statement:
            connection.exec_driver_sql(statement[statement.index("INSERT INTO") :])


def grown(url: str, revision: str) -> str:
    """A registry that has gone through every revision up to this one, with data written in the form
    of each.
    """
    engine = create_engine(url)
    with engine.begin() as connection:
        migrations.upgrade_to(connection, migrations.FIRST)
        fill_first(connection)
        for each, fill in DATA.items():
            if each <= revision:
                migrations.upgrade_to(connection, each)
                fill(connection)
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/grown.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.mark.parametrize("revision", DATA)
def test_a_registry_of_each_revision_opens_with_its_data_right_and_goes_on(
    url: str, revision: str
) -> None:
    registry = open_registry(grown(url, revision), clock=lambda: TIME + 1)
    assert (
        registry.read(migrations.revision)
        == ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    )
    assert registry.conservation() == []
    for each, check in CHECKS.items():
        if each <= revision:
            check(registry)
    (pending,) = registry.pending_transfers(10)
    registry.conclude([Verdict(pending.reference, "")], "bridge")
    (unfrozen,) = registry.record(
        [Instruction(Task.UNFREEZE, 1, "CEA25", 10, who="lin", date=DATE)]
    )
    assert isinstance(unfrozen, int)
    assert isinstance(registry.write(events.reverse, unfrozen, LIN, DATE, TIME + 2), int)
    assert registry.conservation() == []
    registry.close()


def units(registry: SqlRegistry, state: State) -> int:
    return sum(
        row.quantity
        for row in registry.holdings(1)
        if (row.instrument, row.state) == ("CEA25", state)
    )


def check_v0002(registry: SqlRegistry) -> None:
    assert units(registry, State.FROZEN) == 10
    trace = registry.read(lots.trace, read("CEA25-2000-00-000000000007"), 10)
    assert isinstance(trace, lots.Trace)
    assert (trace.place.account, trace.place.state, trace.steps[-1].entry.movement.kind) == (
        1,
        State.FROZEN,
        EntryKind.FREEZE,
    )
    assert registry.read(venue_rules.windows) == {Task.TRANSFER_IN: venue_rules.Window(540, 930)}
    acts, _ = registry.read(audit_sql.acts, audit_sql.START, TIME, TIME + 1, 10)
    assert [(act.what, act.who, act.quantity) for act in acts if act.what == "freeze"] == [
        ("freeze", "lin", 10)
    ]


def check_v0003(registry: SqlRegistry) -> None:
    position = registry.read(obligations_sql.position, 1, 2024)
    assert position is not None
    assert (position.due, position.surrendered, position.outstanding, position.deadline) == (
        500,
        20,
        480,
        20_261_231,
    )
    assert units(registry, State.SURRENDERED) == 20


def check_v0004(registry: SqlRegistry) -> None:
    assert (
        registry.read(
            lambda connection: connection.scalar(text("SELECT exchange_last FROM recoveries"))
        )
        == 90_009
    )


def check_v0005(registry: SqlRegistry) -> None:
    assert registry.read(cases_sql.rules_of).fee_share_bp == 100
    assert [row.quantity for row in registry.holdings(RESERVE)] == [5_000]


def check_v0006(registry: SqlRegistry) -> None:
    assert registry.read(venue_rules.number, venue_rules.SALE_MONEY_DAYS) == 2


def check_v0007(registry: SqlRegistry) -> None:
    rule, _ = registry.read(vintages_sql.rule_for, 2031, 0, 0)
    assert rule is not None
    assert (rule.allowed, rule.source) == ("CEA29 to CEA31", "plan 2030")


def check_v0008(registry: SqlRegistry) -> None:
    same = Asked(0, "old-1", "deposit", "0" * 64, "lin")
    (known,) = registry.read(first_answers.kept, [same]).values()
    assert known == first_answers.Kept("deposit", "0" * 64, 7)


def check_v0009(registry: SqlRegistry) -> None:
    assert registry.read(instruments.opened)["CCER24"] == 2024


CHECKS: dict[str, Callable[[SqlRegistry], None]] = {
    "v0002": check_v0002,
    "v0003": check_v0003,
    "v0004": check_v0004,
    "v0005": check_v0005,
    "v0006": check_v0006,
    "v0007": check_v0007,
    "v0008": check_v0008,
    "v0009": check_v0009,
}


FILE = "account,instrument,year,province,quantity\n1,CEA25,2025,42,30\ntotal,1,,,30\n"


def allocate_as_before(connection: Connection) -> None:
    """An allocation file as a registry without rows' digests took it in."""
    (last,) = connection.execute(
        text("SELECT max(last) FROM issues WHERE instrument = 'CEA25'")
    ).one()
    outside, account = (-1, "CEA25", int(State.ISSUED)), (1, "CEA25", AVAILABLE)
    event = journal(connection, int(EntryKind.ISSUE), outside, account, 30)
    ends = {"instrument": "CEA25", "first": last + 1, "last": last + 30}
    insert(connection, "issues", issue=event, year=2025, province=42, **ends)
    insert(connection, "blocks", issue=event, account=1, state=AVAILABLE, **ends)
    insert(connection, "moved_spans", entry=event, fork=fork(last + 1, last + 30), **ends)
    taken = {"digest": digest_of(FILE), "kind": "allocation", "reference": "2025-1", "event": event}
    insert(connection, "files", **taken, time_ns=TIME, who="lin", rows=1, total=30)


def test_the_rows_of_a_file_taken_in_before_the_upgrade_are_known_after_it(url: str) -> None:
    engine = create_engine(grown(url, "v0007"))
    with engine.begin() as connection:
        allocate_as_before(connection)
    engine.dispose()
    registry = open_registry(url, clock=lambda: TIME + 1)
    saved = "\ufeff" + FILE.replace("\n", "\r\n")
    again = registry.write(allocation.take_in, saved, "2025-2", LIN, DATE, TIME + 1)
    assert isinstance(again, Refusal)
    assert (again.code, "2025-1" in again.message) == ("file_taken_before", True)
    assert isinstance(registry.write(allocation.take_in, saved, "2025-1", LIN, DATE, TIME + 1), int)
    assert registry.conservation() == []
    registry.close()


def test_an_upgraded_registry_knows_what_it_has_units_of(url: str) -> None:
    registry = open_registry(grown(url, "v0008"), clock=lambda: TIME + 1)
    known = registry.read(instruments.opened)
    assert known["CEA25"] == 2025
    assert {row.instrument for row in registry.holdings() if row.instrument} <= known.keys()
    registry.close()
