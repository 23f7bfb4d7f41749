"""Who has a place: silent strangers make room, sessions are bounded by key, account and server."""

from __future__ import annotations

import pytest

from gateway.protocol.auth import Grant
from gateway.protocol.errors import SessionsExceeded
from gateway.protocol.places import Place, Places, Room

ROOM = Room(strangers=4, per_address=2, per_key=2, per_account=3, members=4)
OWN = "127.0.0.1"


class Crowd:
    """Places, and which of them were given up."""

    def __init__(self) -> None:
        self.places = Places(ROOM)
        self.ended: list[str] = []

    def arrive(self, name: str, address: str = OWN) -> Place:
        return self.places.arrive(address, lambda: self.ended.append(name))


def grant(key: str, account: int = 0, role: str = "member") -> Grant:
    return Grant(key, 1, role, account)


def test_one_stranger_too_many_of_an_address_ends_its_oldest() -> None:
    crowd = Crowd()
    for name in "abc":
        crowd.arrive(name, "192.0.2.1")
    crowd.arrive("d", "192.0.2.2")
    assert crowd.ended == ["a"] and crowd.places.strangers == 3


def test_one_stranger_too_many_ends_the_oldest_of_the_fullest_address() -> None:
    crowd = Crowd()
    crowd.arrive("quiet", "192.0.2.9")
    for name in "abc":
        crowd.arrive(name)
    crowd.arrive("new", "192.0.2.8")
    assert crowd.ended == ["a"] and crowd.places.strangers == 4


def test_who_has_logged_on_is_ended_for_nobody() -> None:
    crowd = Crowd()
    place = crowd.arrive("logged on")
    crowd.places.log_on(place, grant("k", 1))
    for name in "abcdef":
        crowd.arrive(name)
    assert "logged on" not in crowd.ended and not crowd.places.waits(place)


@pytest.mark.parametrize(
    ("grants", "allowed"),
    [
        ([grant("k", 1)] * 3, 2),
        ([grant(f"k{each}", 1) for each in range(4)], 3),
        ([grant(f"k{each}", each) for each in range(1, 6)], 4),
    ],
    ids=["key", "account", "server"],
)
def test_sessions_are_bounded(grants: list[Grant], allowed: int) -> None:
    crowd = Crowd()
    taken = []
    for each in grants[:-1]:
        taken.append(crowd.arrive("any"))
        crowd.places.log_on(taken[-1], each)
    last = crowd.arrive("last")
    with pytest.raises(SessionsExceeded) as caught:
        crowd.places.log_on(last, grants[-1])
    assert caught.value.allowed == allowed
    crowd.places.leave(taken[0])
    crowd.places.log_on(last, grants[-1])


def test_members_take_no_place_of_the_venues_own() -> None:
    crowd = Crowd()
    for account in range(1, 5):
        crowd.places.log_on(crowd.arrive("any"), grant(f"k{account}", account))
    for role in ("exchange", "bridge", "feed"):
        crowd.places.log_on(crowd.arrive(role), grant(role, 0, role))


def test_who_stays_is_bounded_by_address_and_in_all() -> None:
    crowd = Crowd()
    stays = [crowd.places.stay(crowd.arrive("any", "192.0.2.1")) for _ in range(3)]
    assert stays == [True, True, False]
    others = [crowd.arrive("any") for _ in range(3)]
    assert [crowd.places.stay(each) for each in others] == [True, True, False]
    crowd.places.leave(others[0])
    assert crowd.places.stay(others[2])
