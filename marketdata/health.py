"""Whether the feed can do its work, as it says by HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.protocol.health import Condition
from marketdata.follower import Follower

AGE_MAX_S = 40.0  # since the gateway was last heard, which speaks every 15 s


def conditions_of(follower: Follower) -> Mapping[str, Condition]:
    """What the feed needs: the past read, and a gateway that is heard."""
    age_s = follower.age_s()
    heard = "not connected" if age_s is None else f"heard {age_s:.1f} s ago"
    return {
        "past": Condition(follower.caught_up.is_set(), follower.progress()),
        "gateway": Condition(age_s is not None and age_s <= AGE_MAX_S, heard),
    }
