"""Options that the commands of `ceax keys` share."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from gateway.protocol.fields import reason
from gateway.protocol.key_table import DUTIES, ROLES

Duty = enum.StrEnum("Duty", {duty.upper(): duty for duty in DUTIES})  # type: ignore[misc]
Role = enum.StrEnum("Role", {role.upper(): role for role in ROLES})  # type: ignore[misc]


Data = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
Key = Annotated[str, typer.Argument(help="Key id: letters, digits, '.', '_' and '-'.")]
Account = Annotated[int | None, typer.Option(help="Account, for member and viewer.")]
Name = Annotated[str, typer.Option(help="Whose key it is.")]
Duties = Annotated[
    list[Duty] | None,
    typer.Option("--duty", help="For exchange: what of its acts; all without it. Repeatable."),
]
Scope = Annotated[
    str,
    typer.Option(
        help="For authority: nation, province:42 or city:4201, by GB/T 2260.", show_default=False
    ),
]
Why = Annotated[
    str, typer.Option("--reason", help="Why, on whose order, up to 120 bytes; it is journalled.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def words_of(duties: Sequence[Duty]) -> tuple[str, ...]:
    """Duties as keys.json has them."""
    return tuple(each.value for each in duties)


def reason_of(why: str) -> str:
    """The reason that is given, empty without one. Raises RequestError."""
    return reason("reason", why).decode() if why else ""
