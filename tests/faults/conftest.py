"""The proofs' own assertions say what differs, as those of the tests do."""

import pytest

pytest.register_assert_rewrite(
    "tests.faults.proof", "tests.faults.trader", "tests.faults.member_session.oracle"
)
