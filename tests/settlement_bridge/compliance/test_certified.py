"""Certificates that were issued, with their codes; what the public reads is counted again only when
a fact has changed.
"""

from __future__ import annotations

from typing import Any

import pytest

from settlement_bridge.books import State, cancelled
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.compliance import allowances, certified, completion
from settlement_bridge.representatives.foresight import Foreseen, foresee
from settlement_bridge.server import public
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN
from tests.settlement_bridge.compliance.test_certificate import certify


def surrendered(owing: Registry) -> int:
    event = owing.write(allowances.surrender, 1, "CEA24", 1_000, 2024, LIN, DATE, owing.now_ns())
    assert isinstance(event, int)
    return event


def test_a_certificate_is_known_by_its_code_and_by_its_number(owing: Registry) -> None:
    surrendered(owing)
    first, again = certify(owing, 1), certify(owing, 1)
    assert isinstance(first, completion.Issued) and isinstance(again, completion.Issued)
    found = owing.read(certified.some, 1, 0, 10)
    assert [(row.number, row.entity, row.year) for row in found] == [(1, 1, 2024), (2, 1, 2024)]
    assert [row.code for row in found] == [first.code, again.code]
    assert owing.read(certified.some, 2, 0, 10) == []
    assert [row.number for row in owing.read(certified.some, None, 1, 10)] == [2]
    assert owing.read(certified.has_code, first.code)
    assert not owing.read(certified.has_code, f"{first.code[:-9]}{first.code[-8:]}A")
    assert owing.read(certified.has_number, 2, 1, 2024)
    assert not owing.read(certified.has_number, 2, 1, 2023)
    assert not owing.read(certified.has_number, 3, 1, 2024)


def test_completion_is_counted_again_once_a_fact_has_changed(
    owing: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    count = completion.completion

    def counting(connection: Any, year: int) -> Any:
        counted.append(year)
        return count(connection, year)

    monkeypatch.setattr(completion, "completion", counting)
    kept: public.Kept = {}
    before = owing.read(public.completion_of, kept, 2024)
    assert owing.read(public.completion_of, kept, 2024) == before
    assert counted == [2024]
    surrendered(owing)
    after = owing.read(public.completion_of, kept, 2024)
    assert after[-1].surrendered == before[-1].surrendered + 1_000
    assert counted == [2024, 2024]
    for year in range(2030, 2030 + 2 * public.YEARS_KEPT):
        owing.read(public.completion_of, kept, year)
    assert len(kept) == public.YEARS_KEPT


def test_cancelled_units_are_listed_by_serial_number(owing: Registry) -> None:
    for account, code, quantity in ((1, "CEA23", 40), (2, "CEA24", 30), (1, "CEA24", 7)):
        at_once.record(owing, [Instruction(Task.CANCEL, account, code, quantity, date=DATE)])
    assert owing.read(cancelled.totals) == {"CEA23": 40, "CEA24": 37}
    found = owing.read(cancelled.some, None, ("", 0), 10)
    assert [(row.instrument, row.quantity) for row in found] == [
        ("CEA23", 40),
        ("CEA24", 7),
        ("CEA24", 30),
    ]
    assert found[0].serials == ("CEA23-2023-00-000000000001", "CEA23-2023-00-000000000040")
    after = (found[0].instrument, found[0].first)
    assert owing.read(cancelled.some, None, after, 1) == found[1:2]
    assert owing.read(cancelled.some, "CEA24", ("", 0), 10) == found[1:]


def test_what_is_foreseen_is_what_is_done_and_changes_nothing(owing: Registry) -> None:
    wanted = {"account": 1, "instrument": "CEA24", "quantity": 600, "year": 2024}
    before = dump(owing)
    found = owing.trial(foresee, "surrender", wanted, None, DATE, owing.now_ns())
    assert isinstance(found, Foreseen)
    assert (found.owed_before, found.owed_after, found.approval) == (1_000, 400, False)
    assert found.entry.movement.target.state is State.SURRENDERED
    assert dump(owing) == before
    again = owing.trial(foresee, "surrender", wanted, None, DATE, owing.now_ns())
    assert isinstance(again, Foreseen) and again.entry.spans == found.entry.spans


def dump(registry: Registry) -> list[Any]:
    """Every row of every table."""
    from settlement_bridge.store.registry_tables import metadata

    with registry.reading() as connection:
        return [
            sorted(map(repr, connection.execute(table.select())))
            for table in metadata.sorted_tables
        ]
