"""The example years through a registry of each kind: the report reproduces its targets, the books
add up.
"""

from __future__ import annotations

from settlement_bridge.books import DayStatus
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.example import TARGETS, scaled
from settlement_bridge.example.run import run_years
from settlement_bridge.store.database import Registry

ENTITIES = 60


def test_both_years_come_out_as_they_were_to(registry: Registry) -> None:
    done: dict[str, int] = {}

    def tell(what: str, more: int) -> None:
        done[what] = done.get(what, 0) + more

    results = run_years(
        registry, [scaled(target, ENTITIES) for target in TARGETS], ENTITIES, 1, tell
    )
    assert [result.differences() for result in results] == [[], []]
    assert [result.completion[-1].completion_bp for result in results] == [9_961, 9_988]
    assert registry.snapshot(disagreements) == []
    day = registry.read(trading_days.day, 20_221_101)
    assert day is not None and day.status == DayStatus.DONE
    assert done["surrendered"] == 2 * ENTITIES
    assert sum(result.trades for result in results) == done["traded"]


def test_a_figure_that_is_not_the_targets_is_told(registry: Registry) -> None:
    target = scaled(TARGETS[0], ENTITIES)
    (result,) = run_years(registry, [target], ENTITIES, 2, lambda what, more: None)
    wrong = result._replace(target=target._replace(due=target.due + 1))
    assert wrong.differences() == [f"2021 due: {target.due:,}, {target.due + 1:,} expected"]
