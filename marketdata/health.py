"""How the feed is, by HTTP: whether it can do its work, and what it has not read yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.metrics_core import Metric

from gateway.protocol.health import Condition
from gateway.protocol.metrics import gauge
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


def metrics_of(follower: Follower) -> Iterator[Metric]:
    """What the feed has not read yet; the age is infinite while the gateway is not followed."""
    age_s, feed = follower.age_s(), follower.feed
    silence = float("inf") if age_s is None else age_s
    yield gauge("feed_age_seconds", "Since the gateway was last heard.", silence)
    yield gauge("feed_behind_events", "Events that are known and not read.", follower.behind())
    yield gauge("next_event", "Number of the next event.", feed.next_event if feed else 0)
