"""When an ordinary day is busy and where its prices go: a share of the day's orders and a fair
price for each slice of the session.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

SLICE_S = 30
SLICES = 480  # two hours in the morning, two in the afternoon
LUNCH = SLICES // 2  # the first slice of the afternoon
SECOND_NS = 10**9
OPENS_S, AFTERNOON_S, CLOSES_S = 9.5 * 3600, 13 * 3600, 15 * 3600  # in Shanghai
SHANGHAI_S = 8 * 3600
DAY_VOLATILITY = 0.012  # of the fair price, between open and close
PULL = 0.004  # of the way back to the previous close, a slice
NEWS_SHARE, NEWS_MOVE = 0.15, 0.02  # of days with an announcement, and how far that moves the price


@dataclass(frozen=True)
class Hours:
    """One day: `busy` is the share of usual orders in each slice, `fair` the price in ticks that
    members believe in, by slice; `news` the slice of an announcement, 0: none.
    """

    busy: NDArray[np.float64]
    fair: NDArray[np.float64]
    news: int


def midnight_ns(date: int) -> int:
    """Midnight in Shanghai of a date as yyyymmdd, in ns since 1970 UTC."""
    day = dt.datetime(date // 10_000, date // 100 % 100, date % 100, tzinfo=dt.UTC)
    return (int(day.timestamp()) - SHANGHAI_S) * SECOND_NS


def slice_ns(date: int, place: int) -> int:
    """When a slice of a day begins, in ns since 1970 UTC."""
    opens = OPENS_S if place < LUNCH else AFTERNOON_S
    seconds = opens + (place if place < LUNCH else place - LUNCH) * SLICE_S
    return midnight_ns(date) + int(seconds) * SECOND_NS


def drawn(chance: Generator, close: int) -> Hours:
    """The hours of one day of one instrument whose previous close is given."""
    news = int(chance.integers(30, SLICES - 30)) if chance.random() < NEWS_SHARE else 0
    return Hours(_busy(chance, news), _fair(chance, close, news), news)


def _busy(chance: Generator, news: int) -> NDArray[np.float64]:
    """Busy at the open, after lunch, before the close and after news; some quiet stretches."""
    place = np.arange(SLICES)
    shape = 0.4 + 1.8 * np.exp(-place / 40) + 1.4 * np.exp(-(SLICES - place) / 30)
    shape[LUNCH:] += 0.6 * np.exp(-(place[LUNCH:] - LUNCH) / 20)
    for _ in range(2):
        start = int(chance.integers(0, SLICES - 40))
        shape[start : start + 6] *= 3
        start = int(chance.integers(0, SLICES - 40))
        shape[start : start + 40] *= 0.1
    if news:
        shape[news : news + 20] *= 3
    found: NDArray[np.float64] = shape * chance.lognormal(0, 0.4) / shape.mean()
    return found


def _fair(chance: Generator, close: int, news: int) -> NDArray[np.float64]:
    """A walk around the previous close that is pulled back to it, with a jump at the news."""
    steps = chance.normal(0, DAY_VOLATILITY / SLICES**0.5, SLICES)
    if news:
        steps[news] += chance.normal(0, NEWS_MOVE)
    away, path = float(chance.normal(0, 0.004)), np.empty(SLICES)
    for place, step in enumerate(steps):
        away += step - (PULL * away if not news or place < news else 0.0)
        path[place] = away
    found: NDArray[np.float64] = close * np.exp(path)
    return found
