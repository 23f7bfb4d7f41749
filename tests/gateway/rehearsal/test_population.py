import random

from hypothesis import given
from hypothesis import strategies as st

from gateway.rehearsal.population import MEMBERS, ROLES, Market, Member, Role, members, next_request

MARKET = Market(
    lower=6_300,
    upper=7_700,
    latest=7_000,
    bids=((6_990, 40, 2), (6_980, 10, 1)),
    asks=((7_010, 25, 1), (7_040, 300, 4)),
    best_bid_orders=((11, 30), (12, 10)),
    best_ask_orders=((13, 25),),
)


def test_the_population_has_thirty_members_of_all_roles() -> None:
    population = members(1)
    assert len(population) == MEMBERS == 30
    assert [member.account for member in population] == list(range(1, 31))
    assert {member.role for member in population} == set(Role) == set(ROLES)


def test_account_names_fit_into_a_command() -> None:
    assert all(len(member.name.encode()) <= 24 for member in members(1))


def test_the_same_seed_gives_the_same_inclinations() -> None:
    first, again, other = (
        [next_request(member, {"CEA25": MARKET}) for member in members(seed)] for seed in (5, 5, 6)
    )
    assert first == again != other


@given(st.sampled_from(Role), st.integers(0, 10_000), st.integers(6_300, 7_700), st.booleans())
def test_whatever_a_member_asks_is_a_whole_request_inside_the_limits(
    role: Role, seed: int, latest: int, empty: bool
) -> None:
    market = Market(6_300, 7_700, latest) if empty else MARKET
    member = Member(
        1, role, random.Random(seed), open={7: ("CEA25", 6_950, 20), 9: ("CEA25", 7_050, 1)}
    )
    request = next_request(member, {"CEA25": market})
    assert request["op"] in ("new_order", "cancel", "replace", "mass_cancel")
    if "price" in request:
        assert 6_300 <= request["price"] <= 7_700
        assert 1 <= request["quantity"] < 100_000
    if request["op"] in ("cancel", "replace"):
        assert request["order"] in member.open


def test_a_market_maker_with_many_quotes_withdraws_its_oldest() -> None:
    quotes = dict.fromkeys(range(21, 27), ("CEA25", 6900, 10))
    member = Member(1, Role.MARKET_MAKER, random.Random(1), open=quotes)
    assert next_request(member, {"CEA25": MARKET}) == {"op": "cancel", "order": 21}


def test_a_member_keeps_its_open_orders_from_its_reports() -> None:
    member = Member(1, Role.SELLER, random.Random(1))
    member.hear(
        {"report": "entered", "order": 5, "instrument": "CEA25", "price": 7_000, "quantity": 30}
    )
    member.hear({"report": "fill", "order": 5, "quantity": 10, "leaves": 20})
    assert member.open == {5: ("CEA25", 7_000, 20)}
    member.hear(
        {"report": "replaced", "order": 5, "instrument": "CEA25", "price": 7_010, "leaves": 15}
    )
    assert member.open == {5: ("CEA25", 7_010, 15)}
    member.hear({"report": "fill", "order": 5, "quantity": 15, "leaves": 0})
    assert member.open == {} and member.counts["filled_t"] == 25
    member.hear(
        {"report": "entered", "order": 6, "instrument": "CEA25", "price": 7_000, "quantity": 3}
    )
    member.hear({"report": "cancelled", "order": 6})
    assert member.open == {}
