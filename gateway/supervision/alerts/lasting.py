"""What the rules on the market take over from day to day: names of accounts, codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Lasting:
    """Names of accounts and codes of instruments, by their numbers."""

    names: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    def name(self, account: int) -> str:
        """The name of an account, empty where it has none."""
        return self.names.get(account, "")

    def as_plain(self) -> dict[str, Any]:
        """As plain values, for a file."""
        return {"names": list(self.names.items()), "codes": list(self.codes.items())}


def from_plain(values: dict[str, Any]) -> Lasting:
    """What `as_plain` has written."""
    return Lasting(dict(values["names"]), dict(values["codes"]))
