"""A credits registry of some entities, for scenarios: steps on given days, and what came of them.

Account 3 is a project owner's, 21 and 22 are bodies of the field 1 (22 of 14 too), 5 is an
emitter's and 7 another trader's. Every step has fields of its own that a scenario may change.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from engine.units import parse_date
from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.credit_words import CancellationKind
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.bridge import outbox
from settlement_bridge.credits import bodies, papers, periods, projects
from settlement_bridge.credits.steps import STEPS
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry

OWNER, BODY, OTHER_BODY, EMITTER, TRADER = 3, 21, 22, 5, 7
KINDS = {
    OWNER: EntityKind.PROJECT_OWNER,
    BODY: EntityKind.BODY,
    OTHER_BODY: EntityKind.BODY,
    EMITTER: EntityKind.EMITTER,
    TRADER: EntityKind.INSTITUTION,
}
OPERATOR = SignOff("lin", "bridge", "decision 1")
BY_OPERATOR = {
    "register_project": projects.register,
    "return_project": projects.send_back,
    "revoke_project": projects.revoke,
    "register_credits": periods.register,
    "return_credits": periods.send_back,
}
CONTENT = b"a paper of the project"
PAPER = hashlib.sha256(CONTENT).hexdigest()
_REPORT = {
    "conclusion": "positive",
    "digest": PAPER,
    "team": 2,
    "of_field": 1,
    "sites": 1,
    "visited": 1,
}
FIELDS: dict[str, dict[str, Any]] = {
    "keep_paper": {
        "account": OWNER,
        "digest": PAPER,
        "name": "paper.pdf",
        "size": len(CONTENT),
        "start": 0,
        "content": base64.b64encode(CONTENT).decode(),
    },
    "submit_project": {
        "account": OWNER,
        "name": "如东海上风电",
        "site": "Rudong, Jiangsu",
        "methodology": "CCER-01-002-V01",
        "construction": 20_210_301,
        "crediting_from": 20_220_401,
        "crediting_to": 20_320_331,
        "body": BODY,
        "design": PAPER,
    },
    "withdraw_project": {"account": OWNER, "project": 1},
    "report_validation": {"account": BODY, "project": 1, **_REPORT},
    "apply_project": {"account": OWNER, "project": 1, "commitment": PAPER},
    "register_project": {"project": 1},
    "return_project": {"project": 1, "reasons": "the site plan is missing"},
    "cancel_project": {"account": OWNER, "project": 1, "reasons": "the plant was closed"},
    "revoke_project": {"project": 1},
    "submit_period": {
        "account": OWNER,
        "project": 1,
        "first": 20_220_401,
        "last": 20_231_231,
        "quantities": [[2022, 20_000], [2023, 30_000]],
        "body": OTHER_BODY,
        "report": PAPER,
    },
    "withdraw_period": {"account": OWNER, "period": 1},
    "report_verification": {
        "account": OTHER_BODY,
        "period": 1,
        "quantities": [[2022, 20_000], [2023, 30_000]],
        **_REPORT,
    },
    "apply_credits": {"account": OWNER, "period": 1, "quantity": 50_000, "commitment": PAPER},
    "register_credits": {"period": 1},
    "return_credits": {"period": 1, "reasons": "the meter readings are missing"},
    "cancel_credits": {
        "account": OWNER,
        "instrument": "A210001-22",
        "quantity": 100,
        "kind": int(CancellationKind.VOLUNTARY),
        "beneficiary": "the public",
    },
}
_DAYS = ("construction", "crediting_from", "crediting_to", "first", "last")


def furnished(registry: Registry) -> None:
    """Register the entities with their accounts, accredit the bodies, keep the paper."""
    time_ns = registry.now_ns()
    for number, kind in KINDS.items():
        code = f"91320000MA1X{number:06}"
        sector = Sector.POWER if kind is EntityKind.EMITTER else Sector.NONE
        entity = Entity(number, f"entity {number}", kind, 32, sector, code, Status.ACTIVE)
        registry.write(entities.open_entity, entity, OPERATOR, time_ns)
        task = Instruction(Task.OPEN_ACCOUNT, number, name=f"account {number}", who="lin")
        registry.write(lambda connection, task=task: outbox.record(connection, [task], time_ns))
    for body, fields in ((BODY, [1]), (OTHER_BODY, [1, 14])):
        registry.write(bodies.accredit, body, fields, (20_240_101, 0), OPERATOR, time_ns)
    part = (FIELDS["keep_paper"], OPERATOR, 0, time_ns)
    assert registry.write(papers.keep_part, *part) == len(CONTENT)


def take(registry: Registry, day: str, step: str, **changed: Any) -> int | Refusal:
    """Take a step on a day with its own fields, some of them changed; days are texts."""
    days = {name: parse_date(changed[name]) for name in _DAYS if name in changed}
    fields = FIELDS[step] | changed | days
    work = BY_OPERATOR.get(step) or STEPS[step]
    by = OPERATOR if step in BY_OPERATOR else SignOff(f"key{fields['account']}", "member")
    return registry.write(work, fields, by, parse_date(day), registry.now_ns())


def told(outcome: int | Refusal) -> str:
    """An outcome as scenarios write it: done, or the reason to refuse and what is allowed."""
    if not isinstance(outcome, Refusal):
        return "done"
    return outcome.code if outcome.allowed is None else f"{outcome.code} ({outcome.allowed})"


REGISTERED = (
    ("2025-12-01", "submit_project"),
    ("2025-12-30", "report_validation"),
    ("2025-12-31", "apply_project"),
    ("2026-01-05", "register_project"),
)
ISSUED = (
    *REGISTERED,
    ("2026-01-06", "submit_period"),
    ("2026-02-10", "report_verification"),
    ("2026-02-11", "apply_credits"),
    ("2026-02-12", "register_credits"),
)


def played(registry: Registry, steps: tuple[tuple[str, str], ...]) -> None:
    """Take steps that all succeed."""
    for day, step in steps:
        assert told(take(registry, day, step)) == "done", (day, step)
