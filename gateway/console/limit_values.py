"""Limits of accounts as people read and type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import count, money

IN_MONEY = ("order_value", "day_turnover")


def limit_rows(account: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The limits of an account as rows of a table, money with two decimals; an own limit of 0 is
    none.
    """
    rows = []
    for name, each in account["limits"].items():
        row = {"account": account["account"], "name": name} | {
            field: written(name, value) for field, value in each.items()
        }
        rows.append(row | ({"own": "none"} if each["own"] == 0 else {}))
    return rows


def written(name: str, value: int | None) -> str | None:
    """A limit or what is used of it, as people read it."""
    return money(value) if name in IN_MONEY else count(value)


def read_value(limit: str, text: str) -> int | None:
    """A value as typed: None for the default, 0 for none. Raises typer.BadParameter, UnitError."""
    from engine.commands import AccountLimit

    if limit.upper() not in AccountLimit.__members__:
        names = ", ".join(kind.name.lower() for kind in AccountLimit)
        raise typer.BadParameter(f"no limit {limit!r}; there are {names}")
    if text in ("default", "none"):
        return None if text == "default" else 0
    if limit in IN_MONEY:
        return parse_hundredths(text)
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(f"{text!r} is no number; also none, and of an account default")
    return int(text)
