"""The list of requests that are done once, in code and in the protocol."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.protocol.operations import Way
from settlement_bridge import asked
from settlement_bridge.client import keyed
from settlement_bridge.operations import KEYED, OPERATIONS, bank
from settlement_bridge.representatives import RESULTS
from settlement_bridge.server.requests import TASKS

PROTOCOL = Path(asked.__file__).with_name("PROTOCOL.md").read_text(encoding="utf-8")
# What neither moves nor issues, or is known by its own number or by the rows of its file.
OTHERWISE = {"open_account", "set_bank_account", "set_rule"}
OTHERWISE |= {"bank_deposits", "bank_answer", "bank_balance"}
# all that there is: asked again it finds nothing
OTHERWISE |= {"collect_proceeds"}
# steps of a project or period that move a number on once, and a paper that is its SHA-256
OTHERWISE |= {"apply_project", "withdraw_project", "cancel_project", "apply_credits"}
OTHERWISE |= {"withdraw_period", "report_validation", "report_verification", "keep_paper"}


def test_every_instruction_that_moves_or_issues_is_done_once() -> None:
    assert set(TASKS) - OTHERWISE <= KEYED
    assert set(RESULTS) - OTHERWISE <= KEYED
    writing = {row.name for row in bank.ROWS if row.way is Way.COMMAND}
    assert writing - OTHERWISE <= KEYED


def test_the_client_gives_a_reference_to_each_of_them() -> None:
    assert keyed() == KEYED


def test_the_protocol_names_them_all() -> None:
    section = PROTOCOL.split("## Done once")[1].split("\n- ")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) - {"client_reference", "_"} == KEYED


def test_new_references_are_good_and_differ() -> None:
    made = {asked.new_reference() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(asked.FORM, each) for each in made)
    assert all("client_reference" in OPERATIONS[name].fields for name in KEYED)
