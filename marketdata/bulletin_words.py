"""A bulletin in the exchange's words, Chinese or English: the forms of `bulletin_forms.toml`, each
from a day on, filled with figures.

A line of which a figure is not known is left out. Prices are ticks of 0.01 CNY, volumes tonnes,
amounts fen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from engine.units import day_of, format_date, format_hundredths, number_of

FORMS = Path(__file__).with_name("bulletin_forms.toml")
LANGUAGES = ("zh", "en")
SPANS = ("day", "week", "month", "year")
METHODS = ("listed", "block", "auction")
PRICES = ("open", "high", "low", "close")
WEEKDAYS = "一二三四五六日"

Row = Mapping[str, Any]  # prices, change_pct, volume and amount of each method, cumulative ones
Form = Mapping[str, Any]  # words by name, as in the file
Values = Mapping[str, str | None]  # None: not known


class Figures(NamedTuple):
    """What a bulletin says of a span from `first` to `last` (yyyymmdd), both trading days.

    `totals`: `all`, `year` and `cumulative` with volume and amount_fen, None where not known.
    """

    span: str
    first: int
    last: int
    composite: Row
    totals: Mapping[str, Mapping[str, int] | None]
    instruments: Sequence[Row]


def text_of(figures: Figures, language: str) -> str:
    """The bulletin's text, its title in the first line."""
    form = form_of(figures.span, language, figures.last)
    dates = dates_of(figures.first, figures.last, language)
    whole = {**figures.composite, **methods_together(figures.instruments)}
    values = dates | _quoted(form, whole, dates) | _totals(figures.totals)
    found = [form["title"].format_map(dates), *lines_of(form["text"], values)]
    for row in figures.instruments:
        own = _totals({"cumulative": _sum(row, "cumulative")})
        named = {**dates, "code": row["instrument"]}
        found += ["", *lines_of(form["instrument"], named | _quoted(form, row, dates) | own)]
    return "\n".join(found)


def methods_together(rows: Iterable[Row]) -> dict[str, int]:
    """Volumes and amounts of each method of trading, over all instruments."""
    rows = list(rows)
    names = [f"{method}_{what}" for method in METHODS for what in ("volume", "amount_fen")]
    return {name: sum(row[name] for row in rows) for name in names}


@lru_cache(maxsize=64)
def form_of(span: str, language: str, date: int) -> Form:
    """The words of a span in a language on a day: the first form's before it begins."""
    mine = [form for form in forms() if (form["span"], form["language"]) == (span, language)]
    words = dict(mine[0])
    for later in mine[1:]:
        if number_of(later["from"]) <= date:
            words |= later
    return words


@cache
def forms() -> tuple[Form, ...]:
    """All forms of the file, in its order."""
    return tuple(tomllib.loads(FORMS.read_text(encoding="utf-8"))["form"])


def names_in(line: str) -> set[str]:
    """The names that a line is filled with."""
    return {name for _, name, _, _ in Formatter().parse(line) if name}


def lines_of(lines: Sequence[str | Sequence[str]], values: Values) -> Iterator[str]:
    """The lines whose figures are known, filled in; of several ways the first such."""
    for line in lines:
        ways = [line] if isinstance(line, str) else line
        known = (way for way in ways if all(values.get(name) for name in names_in(way)))
        yield from (way.format_map(values) for way in list(known)[:1])


def _quoted(form: Form, row: Row, dates: Values) -> dict[str, str | None]:
    """Prices with their change, and the sums of the methods, in words."""
    sums = {method: _method(form, method, row, dates) for method in METHODS}
    join, others = form["semicolon"].join, [sums[name] for name in METHODS[1:] if sums[name]]
    return {
        "quotes": None if row["close"] is None else form["comma"].join(_quotes(form, row, dates)),
        "listed": sums["listed"],
        "other_methods": join(others),
        "methods": join([sums["listed"], *others]),
    }


def _quotes(form: Form, row: Row, dates: Values) -> Iterator[str]:
    for name in PRICES:
        if form.get(name) and row[name] is not None:
            yield form[name].format_map({**dates, "price": format_hundredths(row[name])})
    change = row["change_pct"]
    if change is not None:
        is_zero, falls = change.strip("-0.") == "", change.startswith("-")
        words = "unchanged" if is_zero else "fall" if falls else "rise"
        yield form[words].format_map({**dates, "change": change.removeprefix("-")})


def _method(form: Form, method: str, row: Row, dates: Values) -> str:
    """What was traded by a method; the words for nothing, which a form may not have."""
    sums = _sum(row, method)
    words = form[method] if sums["volume"] else form.get(f"no_{method}", "")
    return str(words.format_map({**dates, **_shown(sums)}))


def _sum(row: Row, name: str) -> dict[str, int]:
    return {"volume": row[f"{name}_volume"], "amount_fen": row[f"{name}_amount_fen"]}


def _totals(totals: Mapping[str, Mapping[str, int] | None]) -> dict[str, str | None]:
    return {
        f"{name}_{what}": text
        for name, total in totals.items()
        if total is not None and total["volume"] is not None
        for what, text in _shown(total).items()
    }


def _shown(total: Mapping[str, int]) -> dict[str, str]:
    return {"volume": f"{total['volume']:,}", "amount": yuan(total["amount_fen"])}


def yuan(value: int) -> str:
    """An amount in fen as CNY, with commas."""
    sign, digits = ("-", -value) if value < 0 else ("", value)
    return f"{sign}{digits // 100:,}.{digits % 100:02d}"


def dates_of(first: int, last: int, language: str) -> dict[str, str | None]:
    """The days of a span as its words name them."""
    day = day_of(last)
    written = {"first_date": first, "last_date": last}
    return {
        **{name: _written(date, language) for name, date in written.items()},
        "last_day": f"{day.month}月{day.day}日",
        "year": f"{day.year:04d}",
        "weekday": WEEKDAYS[day.weekday()],
        "first_number": f"{first:08d}",
        "last_number": f"{last:08d}",
    }


def _written(date: int, language: str) -> str:
    day = day_of(date)
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else format_date(date)
