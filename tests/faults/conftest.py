"""The proofs' own assertions say what differs, as those of the tests do; servers are forks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.forked_servers import ForkedServer

pytest.register_assert_rewrite(
    "tests.faults.proof", "tests.faults.trader", "tests.faults.member_session.oracle"
)


@pytest.fixture(autouse=sys.platform == "linux")
def servers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that a test starts, also again, need not import and load what all of them need."""
    monkeypatch.setattr(subprocess, "Popen", ForkedServer)
