"""Lines on a terminal that are drawn again in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack

from rich.live import Live
from rich.text import Text


def redrawn(opened: ExitStack, times_per_s: float) -> Callable[[Iterable[str]], None]:
    """What draws lines in the place of those before, at most so often, until `opened` is closed."""
    live = opened.enter_context(Live(refresh_per_second=times_per_s))
    return lambda lines: live.update(Text("\n".join(lines)))
