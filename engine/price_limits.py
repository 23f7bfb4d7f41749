"""A price limit (涨跌幅限制): so many hundredths of a percent above or below a base price, rounded half up to 0.01."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.jit import compiled
from engine.units import PRICE_MAX


@compiled
def limit_price(base: Any, band_bp: Any, direction: Any) -> Any:
    """Base times (1 ± band), rounded half up to 0.01, at least one tick and at most PRICE_MAX."""
    price = (base * (10_000 + direction * band_bp) * 2 + 10_000) // 20_000
    return min(max(price, np.int64(1)), np.int64(PRICE_MAX))
