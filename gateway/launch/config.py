"""`ceax config`: what `ceax serve` would be started with, and where each value comes from; the rule
book of a market.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.main import get_command

from engine.commands.rule_books import in_force
from engine.texts.terminal import json_line, table
from engine.units import format_date, parse_date
from gateway.launch.serve import app as serve_app
from gateway.launch.settings import Setting, flag_of, options_of, settings_in
from gateway.server.market_choice import MarketName

HELP = "The options of `ceax serve`, and the rule books of the markets."
app = typer.Typer(name="config", help=HELP, no_args_is_help=True)

PASSWORD = re.compile(r"(?<=:)[^:@/]+(?=@)")  # of a database's address
ANY_OPTION = {"allow_extra_args": True, "ignore_unknown_options": True}


class Shown(NamedTuple):
    """An option by the name that a settings file has for it, its value, and its source in words."""

    name: str
    value: Any
    source: str


@app.callback()
def _group() -> None:
    pass


@app.command(context_settings=ANY_OPTION, epilog="Example: ceax config show --config venue.toml")
def show(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print every option of `ceax serve` with its value and where it comes from.

    Takes the options of `ceax serve` and checks them as that does. A flag wins over the
    environment (CEAX_...), the environment over the file of --config, the file over the default.
    """
    shown = list(_shown(ctx.args))
    if as_json:
        json_line({each.name: {"value": each.value, "from": each.source} for each in shown})
    else:
        rows = [(each.name, _text(each.value), each.source) for each in shown]
        table(("option", "value", "from"), rows)


@app.command("rule-book", epilog="Example: ceax config rule-book credits --on 2026-03-02")
def rule_book(
    market: Annotated[MarketName, typer.Argument(help="The market.")] = MarketName.CREDITS,
    on: Annotated[str | None, typer.Option(help="Day of the rules; without it the latest.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the rules of a market with the day from which each holds and its source.

    An instrument that is listed begins with them. What no rule says is as in the table of
    parameters, which is that of allowances.
    """
    date = parse_date(on) if on is not None else 0
    found = in_force(market.market, date).values()
    rows = [(each.name, each.value, format_date(each.since), each.source) for each in found]
    if as_json:
        names = ("rule", "value", "from", "source")
        json_line([dict(zip(names, row, strict=True)) for row in rows])
    else:
        table(("rule", "value", "from", "source"), [[str(each) for each in row] for row in rows])


def _shown(words: list[str]) -> Iterator[Shown]:
    """The options as `ceax serve` would take them. Raises SettingsRefused."""
    command = get_command(serve_app)
    parsed = command.make_context("serve", list(words))
    file = parsed.params["config"]
    settings = {each.name: each for each in settings_in(file)} if file is not None else {}
    for name, option in options_of(command).items():
        value = parsed.params[option.name]
        source = parsed.get_parameter_source(option.name)
        assert source is not None
        yield Shown(name, _plain(value), _words(source.name, option, file, settings.get(name)))


def _words(source: str, option: Any, file: Path | None, setting: Setting | None) -> str:
    """Where a value comes from."""
    if source == "COMMANDLINE":
        return flag_of(option)
    if source == "ENVIRONMENT":
        return str(option.envvar)
    return f"{file}, line {setting.line}" if source == "DEFAULT_MAP" and setting else "default"


def _plain(value: Any) -> Any:
    """A value for JSON and the terminal, without a password."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return PASSWORD.sub("***", str(value)) if isinstance(value, (str, Path)) else value


def _text(value: Any) -> str:
    if value is None or value == []:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)
