"""The newest frames, bounded."""

from __future__ import annotations

from gateway.server.event_ring import EventRing


def test_a_frame_is_found_by_its_first_event() -> None:
    ring = EventRing()
    ring.add(1, 3, b"abc")
    ring.add(4, 4, b"d")
    assert ring.get(1) == (4, b"abc")
    assert ring.get(4) == (5, b"d")
    assert ring.get(2) is None


def test_the_oldest_frames_go_when_there_are_too_many_bytes() -> None:
    ring = EventRing(max_bytes=10)
    for first in range(1, 100):
        ring.add(first, first, b"12345")
    assert ring.get(97) is None
    assert ring.get(98) is not None
    assert ring.get(99) is not None


def test_who_reads_from_the_log_is_told_where_kept_frames_begin() -> None:
    ring = EventRing(max_bytes=4)
    ring.add(1, 5, b"ab")
    ring.add(6, 9, b"cd")
    ring.add(10, 10, b"ef")
    assert ring.next_start(2) == 6
    assert ring.next_start(6) == 10
    assert ring.next_start(10) is None
