"""Kinds of projects: what `project_kinds.toml` beside this file says of the codes of credits."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine.instrument_codes import kind_of

KINDS = Path(__file__).with_name("project_kinds.toml")


class Kind(NamedTuple):
    """A kind of projects: the beginning of their numbers, the methodology, its names."""

    kind: str
    methodology: str
    name_zh: str
    name_en: str


@cache
def kinds() -> dict[str, Kind]:
    """The kinds that are known, by the beginning of their projects' numbers."""
    rows = tomllib.loads(KINDS.read_text(encoding="utf-8"))
    return {
        kind: Kind(kind, row["methodology"], row["zh"], row["en"]) for kind, row in rows.items()
    }


def kind_named(code: str) -> Kind:
    """The kind of an instrument's project; one that is not known has no methodology and its own
    beginning for a name.
    """
    kind = kind_of(code)
    return kinds().get(kind, Kind(kind, "", kind, kind))
