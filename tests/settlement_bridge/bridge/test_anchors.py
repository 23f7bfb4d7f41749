"""Anchors: the head of the registry's chain in the exchange's log, and that log's head in the
registry.
"""

from __future__ import annotations

import pytest

from settlement_bridge.bridge import anchors
from settlement_bridge.bridge.agreement import AgreementState, Noted, Ours, Theirs, compare
from settlement_bridge.store import chain
from settlement_bridge.store.database import Registry

OURS = Ours(journal=9, applied=0, last_there=None, passed_over=False, catching_up=False, days={})
ANCHOR = "12 " + "A" * 43


def test_an_anchor_names_the_head_of_the_chain(registry: Registry) -> None:
    anchor, head = registry.read(anchors.of_head), registry.read(chain.head)
    assert anchors.link_of(anchor) == (head.number, head.digest)
    assert len(anchor.encode()) <= 56
    assert registry.read(anchors.digest_at, anchor) == anchor
    assert registry.read(anchors.digest_at, f"{head.number} {'A' * 43}") == "another"
    assert registry.read(anchors.digest_at, "1000000 " + "A" * 43) == ""
    assert registry.read(anchors.digest_at, None) is None


def test_the_largest_number_of_a_link_has_room(registry: Registry) -> None:
    assert anchors.link_of(f"{10**12 - 1} {'A' * 43}") == (10**12 - 1, "00" * 32)


def test_a_log_head_is_kept_for_each_day(registry: Registry) -> None:
    for date, position in ((20_260_105, 4_096), (20_260_106, 8_192), (20_260_106, 9_000)):
        noted = Noted(None, position, "ab" * 32, None)
        registry.write(anchors.note_log_head, date, noted, 1)
    assert registry.read(anchors.last_log_head) == (20_260_106, 9_000, "ab" * 32)


@pytest.mark.parametrize(
    ("own", "noted", "state", "says"),
    [
        (ANCHOR, Noted(ANCHOR, 1, "", True), AgreementState.SOUND, "agree"),
        (None, Noted(), AgreementState.SOUND, "agree"),
        ("", Noted(ANCHOR), AgreementState.BEHIND, "link 12 of the hash chain, which is noted"),
        ("another", Noted(ANCHOR), AgreementState.BEHIND, "there, is another here"),
        (ANCHOR, Noted(ANCHOR, 1, "", False), AgreementState.AHEAD, "older copy, or was rewritten"),
        (ANCHOR, Noted(ANCHOR, 1, "", None), AgreementState.SOUND, "agree"),
    ],
)
def test_registry_and_log_that_are_not_those_noted_are_told_apart(
    own: str | None, noted: Noted, state: AgreementState, says: str
) -> None:
    found = compare(OURS._replace(anchor=own), Theirs(0, [], noted=noted))
    assert (found.state, says in found.sentence) == (state, True), found.sentence
