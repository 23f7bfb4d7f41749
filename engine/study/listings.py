"""Instruments as a simulated venue lists them: code, base price, and the parameters that differ
from the carbon market's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.commands import Parameter, SelfTrade
from engine.errors import SimulationRefused
from engine.units import TEXT_MAX, WHOLE_BP

# An ordinary order book: prices from 0.01 to twice the base, every level, market orders, no T+1,
# nobody's balance looked at.
ORDINARY: Mapping[str, int] = {
    "band_bp": 10_000,
    "levels": 0,
    "resale_days": 0,
    "quantity_max": 1_000_000_000,
    "self_trade": SelfTrade.ALLOW,
    "market_orders": 1,
    "locks": 0,
}


@dataclass(frozen=True)
class Listing:
    """An instrument: its code, its first base price in ticks, and every parameter that is not as in
    the carbon market.

    `parameters` are names of `engine.commands.Parameter` in lower case. Raises SimulationRefused
    when one does not exist or is out of its range, or the code is longer than 24 bytes.
    """

    code: str
    base_price: int
    parameters: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= len(self.code.encode()) <= TEXT_MAX:
            raise SimulationRefused(f"code {self.code!r}: 1 to {TEXT_MAX} bytes are allowed")
        for name, value in self.parameters.items():
            if name.upper() not in Parameter.__members__:
                allowed = ", ".join(each.name.lower() for each in Parameter)
                raise SimulationRefused(f"{self.code}: no parameter {name!r}; there are {allowed}")
            parameter = Parameter[name.upper()]
            least, most = parameter.least, parameter.most
            if not least <= value <= most:
                raise SimulationRefused(
                    f"{self.code}: {name} {value}: {least} to {most} are allowed"
                )


def ordinary(code: str, base_price: int, **parameters: int) -> Listing:
    """A listing with the rules of ORDINARY, and the given parameters instead of them.

    Raises as Listing.
    """
    return Listing(code, base_price, {**ORDINARY, **parameters})


def widest_band_bp(base_price: int, places: int) -> int:
    """The widest band_bp around a base price, in ticks, whose prices need at most `places` places
    of the ladders.
    """
    upwards = (places - base_price) * WHOLE_BP // base_price
    bothways = (places - 1) * WHOLE_BP // (2 * base_price)
    most = Parameter.BAND_BP.most
    return max(0, min(upwards if upwards >= WHOLE_BP else bothways, most))
