"""The table of operations names what commands take."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args

import typer

from gateway.protocol.fields import boolean
from gateway.protocol.maps import Field as Of
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Integer
from gateway.protocol.texts import Word
from gateway.terminal.arguments import argument, plain

FIELDS = must(year=Of(Integer(2000, 2999), "of the units"), kind=Word("even", "odd")) | may(
    late=Of(boolean, "paid after the deadline")
)

FROM = Annotated[int, typer.Option("--from", min=1)]


def taken(function: Callable[..., None]) -> dict[str, inspect.Parameter]:
    """The parameters of a function as a command takes them."""
    own = inspect.signature(function, eval_str=True).parameters.values()
    return {each.name: argument(each, FIELDS) for each in own}


def about(parameter: inspect.Parameter) -> Any:
    return get_args(parameter.annotation)[1]


def test_a_field_of_the_table_gives_the_range_and_the_help() -> None:
    def ask(year: int) -> None: ...

    year = about(taken(ask)["year"])
    assert isinstance(year, type(typer.Argument()))
    assert (year.min, year.help) == (2000, "Of the units.")


def test_a_help_of_its_own_comes_before_that_of_the_table() -> None:
    def ask(year: Annotated[int | None, "Which year."] = None) -> None: ...

    year = taken(ask)["year"]
    assert (about(year).min, about(year).help, year.default) == (2000, "Which year.", None)


def test_what_may_only_be_given_by_its_name_is_an_option() -> None:
    def ask(*, year: int, late: bool = False) -> None: ...

    found = taken(ask)
    assert isinstance(about(found["year"]), type(typer.Option()))
    assert about(found["late"]).default == "--late"


def test_words_of_the_table_are_the_only_ones_taken() -> None:
    def ask(*, kind: str = "odd") -> None: ...

    kind = taken(ask)["kind"]
    words = get_args(kind.annotation)[0]
    assert [word.value for word in words] == ["even", "odd"]
    assert (kind.default, plain(words("even"))) == (words("odd"), "even")


def test_a_parameter_that_says_all_itself_stays_as_it_is() -> None:
    def ask(*, year: FROM) -> None: ...

    assert taken(ask)["year"].annotation == FROM
