"""Columns as a frame of pandas or polars, or as a list of dicts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, NamedTuple

from marketdata.analysis import asked
from marketdata.analysis.tables import Values
from marketdata.archive.tables import CNY, TEXT, Column, Columns
from marketdata.errors import AnalysisRefused

DECIMAL, FEN, FLOAT = "decimal", "fen", "float"
PRICES = (DECIMAL, FEN, FLOAT)
PANDAS, POLARS, DICTS = "pandas", "polars", "dicts"
FRAMES = (PANDAS, POLARS, DICTS)
CHANGE, FLAG = "change_pct", "first_day"
DIGITS = 20  # of a decimal column

Frame = Any  # of the library that was asked for


class Form(NamedTuple):
    """How tables come: kind of prices, and whose frames."""

    prices: str
    frames: str

    def table(self, columns: Columns, values: Values) -> Frame:
        """A table of values in 0.01 CNY."""
        named = {self._name(each): self._values(each, values[each.name]) for each in columns}
        if self.frames == DICTS:
            rows = zip(*(_list(each) for each in named.values()), strict=True)
            return [dict(zip(named, row, strict=True)) for row in rows]
        return _pandas(named) if self.frames == PANDAS else self._polars(columns, named)

    def _name(self, column: Column) -> str:
        is_fen = self.prices == FEN and column.kind is CNY
        return column.name.replace("_cny", "_fen") if is_fen else column.name

    def _values(self, column: Column, values: Sequence[Any]) -> Sequence[Any]:
        if column.name == FLAG:
            return [None if value is None else bool(int(value)) for value in values]
        if column.name == CHANGE:
            exact = float if self.prices == FLOAT else Decimal
            return [None if value is None else exact(value) for value in values]
        if column.kind is not CNY or self.prices == FEN:
            return values
        if self.prices == FLOAT:
            return [None if value is None else value / 100 for value in _list(values)]
        return [None if value is None else Decimal(value).scaleb(-2) for value in _list(values)]

    def _polars(self, columns: Columns, named: dict[str, Sequence[Any]]) -> Frame:
        import polars

        types = {
            name: self._polars_type(polars, column)
            for name, column in zip(named, columns, strict=True)
        }
        return polars.DataFrame(named, schema=types)

    def _polars_type(self, polars: Any, column: Column) -> Any:
        if column.name == FLAG:
            return polars.Boolean
        if column.kind is CNY or column.name == CHANGE:
            is_integer = self.prices == FEN and column.kind is CNY
            exact = polars.Int64 if is_integer else polars.Decimal(DIGITS, 2)
            return polars.Float64 if self.prices == FLOAT else exact
        return polars.String if column.kind is TEXT else polars.Int64


def form_of(prices: object, frames: object) -> Form:
    """The form that was asked for; without `frames` that of the library there is.

    Raises AnalysisRefused, for a library that is not installed too.
    """
    there = [each for each in FRAMES if each == DICTS or find_spec(each) is not None]
    wanted = there[0] if frames is None else asked.word("frames", frames, FRAMES)
    if wanted not in there:
        raise AnalysisRefused("frames", frames, f"{', '.join(there)}: pip install {wanted}")
    return Form(asked.word("prices", prices, PRICES), wanted)


def _pandas(named: dict[str, Sequence[Any]]) -> Frame:
    import pandas

    return pandas.DataFrame({name: _pandas_column(pandas, each) for name, each in named.items()})


def _pandas_column(pandas: Any, values: Sequence[Any]) -> Any:
    """Integers and flags stay exact where some are missing."""
    known = {type(value) for value in values} - {type(None)} if isinstance(values, list) else {int}
    if not isinstance(values, list):
        return values  # of numpy
    if known == {int}:
        return pandas.array(values, dtype="Int64" if None in values else "int64")
    if known == {bool}:
        return pandas.array(values, dtype="boolean" if None in values else "bool")
    return pandas.Series(values, dtype="object" if known == {Decimal} else None)


def _list(values: Sequence[Any]) -> list[Any]:
    """Values as Python's own."""
    listed: Any = getattr(values, "tolist", None)
    return listed() if listed is not None else list(values)
