"""Pages of what others may read: the rows with the smallest numbers after the page before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ALL = 2**31  # rows: no page


def page_of(places: NDArray[np.intp], numbers: np.ndarray, after: int, most: int) -> list[int]:
    """Of these places those with the smallest numbers above `after`, `most` of them at most, in the
    order of their numbers. `numbers` has that of each place.
    """
    later = numbers > after
    places, numbers = places[later], numbers[later]
    if len(places) > most:
        smallest = np.argpartition(numbers, most)[:most]
        places, numbers = places[smallest], numbers[smallest]
    found: list[int] = places[np.argsort(numbers, kind="stable")].tolist()
    return found
