"""The engine against the oracle: whatever a crowd does, both say the same and remember the same.

More of it for a night run: ``CEAX_EXAMPLES=1000`` multiplies the streams.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.rules.state import SMALL
from tests.oracle.crowd import Crowd
from tests.oracle.twin import Twin

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))
CHECK_EVERY = 100


def play(random: Random, twin: Twin, steps: int) -> None:
    """Open a venue and let a crowd act; look at everything after every command or every so often,
    and at the end.
    """
    crowd = Crowd(random, twin)
    # the opening is nearly the same each time: once after it is enough
    thorough, twin.thorough = twin.thorough, False
    crowd.open_venue()
    twin.check()
    twin.thorough = thorough
    for step in range(steps):
        crowd.act()
        if step % CHECK_EVERY == 0:
            twin.check()
    twin.check()


@pytest.mark.parametrize("seed", range(4 * EXAMPLES))
def test_engine_and_oracle_agree_and_nothing_is_lost_after_every_command(seed: int) -> None:
    play(Random(seed), Twin(SMALL, thorough=True), steps=300)


@pytest.mark.parametrize("seed", range(1000, 1000 + 4 * EXAMPLES))
def test_engine_and_oracle_agree_over_many_days(seed: int) -> None:
    play(Random(seed), Twin(SMALL, thorough=False), steps=4000)


@given(random=st.randoms(use_true_random=False))
@settings(
    max_examples=15 * EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 1,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
def test_no_short_history_makes_engine_and_oracle_differ(random: Random) -> None:
    play(random, Twin(SMALL, thorough=True), steps=25)
