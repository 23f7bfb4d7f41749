"""A bulletin of credits in Chinese or English: the forms of `credits_forms.toml`, each from a day
on, filled with figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from engine.units import format_hundredths, number_of
from marketdata.bulletin_words import Form, dates_of, lines_of, yuan

FORMS = Path(__file__).with_name("credits_forms.toml")

Row = Mapping[str, Any]  # volume, amount_fen, mean


class CreditFigures(NamedTuple):
    """What a bulletin says of a span from `first` to `last` (yyyymmdd), both trading days: sums of
    all, of each method and of each kind of project, and the total since the market began.
    """

    span: str
    first: int
    last: int
    whole: Row
    by_method: Sequence[Row]
    by_kind: Sequence[Row]
    cumulative: Row


def text_of(figures: CreditFigures, language: str) -> str:
    """The bulletin's text, its title in the first line."""
    form = form_of(language, figures.last)
    dates = dates_of(figures.first, figures.last, language)
    total = {f"cumulative_{name}": text for name, text in shown(figures.cumulative).items()}
    values = {**dates, **shown(figures.whole), **total, "when": form["whens"][figures.span]}
    named = [(form[row["method"]], row) for row in figures.by_method]
    named += [(row[f"name_{language}"], row) for row in figures.by_kind]
    sums = [form["sum"].format(name=name, **shown(row)) for name, row in named if row["volume"]]
    title = form["titles"][figures.span].format_map(dates)
    return "\n".join(
        [title, *lines_of(form["text"], values), *sums, *lines_of(form["end"], values)]
    )


def shown(row: Row) -> dict[str, str]:
    """Volume, amount and mean price with their commas; what is not there is empty."""
    mean = row.get("mean")
    return {
        "volume": f"{row['volume']:,}" if row["volume"] else "",
        "amount": yuan(row["amount_fen"]),
        "mean": "" if mean is None else format_hundredths(mean),
    }


def form_of(language: str, date: int) -> Form:
    """The words of a language on a day: the first form's before it begins."""
    mine = [form for form in forms() if form["language"] == language]
    begun = [form for form in mine if number_of(form["from"]) <= date]
    return (begun or mine[:1])[-1]


@cache
def forms() -> tuple[Form, ...]:
    """All forms of the file, in its order."""
    return tuple(tomllib.loads(FORMS.read_text(encoding="utf-8"))["form"])
