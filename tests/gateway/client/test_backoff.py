"""Pauses between attempts grow, and chance sets clients apart."""

from random import Random

from gateway.client.backoff import Backoff


def test_pauses_double_up_to_the_longest_and_begin_again() -> None:
    pauses = Backoff(0.1, 0.5, lambda: 0.0)
    assert [pauses.next_s() for _ in range(4)] == [0.1, 0.2, 0.4, 0.5]
    pauses.reset()
    assert pauses.next_s() == 0.1


def test_chance_shortens_a_pause_by_up_to_a_half() -> None:
    chance = Random(1)
    pauses = [Backoff(1.0, 1.0, chance.random).next_s() for _ in range(1_000)]
    assert 0.5 <= min(pauses) < 0.51 and 0.99 < max(pauses) <= 1.0
    assert len(set(pauses)) == 1_000
    again = Random(1)
    assert pauses == [Backoff(1.0, 1.0, again.random).next_s() for _ in range(1_000)]
