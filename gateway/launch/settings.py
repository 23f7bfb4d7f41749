"""The options of `ceax serve` in a TOML file: `host = "0.0.0.0"`, each by its name with `_`.

A flag wins over the environment, the environment over the file, the file over the default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer

from engine.texts.terminal import line
from gateway.protocol.errors import GatewayError
from gateway.protocol.exit_codes import ExitCode

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
KINDS: dict[type, str] = {int: "an integer", bool: "true or false", str: "a text"}
NEAR = 0.4  # how like a name is to be, from 0 to 1, to be proposed
UNSETTABLE = {"config", "as_json", "help"}  # options that are of one call


class SettingsRefused(GatewayError):
    """A settings file cannot be read, or holds what `ceax serve` does not take; it names the file,
    the line and the column.
    """

    code = "settings_refused"


@dataclass(frozen=True)
class Setting:
    """One line of a settings file: the name of an option with `_`, its value, and the places of
    both, counted from 1.
    """

    name: str
    value: Any
    line: int
    column: int
    value_column: int


def read_settings(ctx: typer.Context, config: Path | None) -> Path | None:
    """Have the file's values taken where neither flag nor environment names another one; for the
    option --config. Ends the command with an exit code of its own where the file is refused.
    """
    if config is not None:
        try:
            found = checked(config, settings_in(config), options_of(ctx.command))
        except SettingsRefused as refused:
            line(f"ceax: {refused}", error=True)
            raise typer.Exit(ExitCode.REFUSED) from refused
        ctx.default_map = {each.name: each.value for each in found}
    return config


def options_of(command: Any) -> dict[str, Any]:
    """What a settings file may name: the options of a command by the name of their flag."""
    return {
        flag_of(each).removeprefix("--").replace("-", "_"): each
        for each in command.params
        if each.name not in UNSETTABLE
    }


def flag_of(option: Any) -> str:
    """The long flag of an option."""
    return str(max(option.opts, key=len))


def settings_in(path: Path) -> list[Setting]:
    """The settings of a file in their order, with their places. Raises SettingsRefused."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(f"{path} cannot be read: {error}") from error
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem, _, place = str(error).removesuffix(")").rpartition(" (at ")
        where = place if place.startswith("line ") else _end_of(text)
        raise SettingsRefused(f"{path}, {where}: {problem}") from error
    return list(_settings(text.splitlines(keepends=True)))


def _end_of(text: str) -> str:
    """The place of the end of a text, in words."""
    lines = text.rstrip().split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"


def _settings(lines: list[str]) -> Iterator[Setting]:
    """The settings of a text that is TOML: each is the shortest run of lines that is by itself."""
    begun = 0
    for end in range(1, len(lines) + 1):
        try:
            found = tomllib.loads("".join(lines[begun:end]))
        except tomllib.TOMLDecodeError:
            continue
        while begun < end and lines[begun].lstrip()[:1] in ("", "#"):
            begun += 1
        for name, value in found.items():
            yield Setting(name, value, begun + 1, *_columns(lines[begun]))
        begun = end


def _columns(line: str) -> tuple[int, int]:
    """Where the key and the value of a line begin."""
    key, _, value = line.partition("=")
    return 1 + len(key) - len(key.lstrip()), len(key) + 2 + len(value) - len(value.lstrip())


def checked(path: Path, settings: list[Setting], options: Mapping[str, Any]) -> list[Setting]:
    """The settings as options take them, by the names of their parameters.

    Raises SettingsRefused at the first that is unknown, or whose value its option does not take.
    """
    return [_checked(path, each, options) for each in settings]


def _checked(path: Path, setting: Setting, options: Mapping[str, Any]) -> Setting:
    option = options.get(setting.name)
    where = f"{path}, line {setting.line}, column"
    if option is None:
        problem = _unknown(setting.name, options)
        raise SettingsRefused(f"{where} {setting.column}: {problem}", field=setting.name)
    if wrong := _wrong(option, setting.value):
        problem = f"{where} {setting.value_column}: {setting.name}: {wrong}"
        raise SettingsRefused(problem, field=setting.name, value=setting.value)
    return replace(setting, name=option.name)


def _unknown(name: str, options: Mapping[str, Any]) -> str:
    near = get_close_matches(name, options, 1, NEAR)
    hint = f"the nearest is {near[0]}" if near else f"there are {', '.join(sorted(options))}"
    return f"there is no option {name!r}; {hint}"


def _wrong(option: Any, value: Any) -> str:
    """Why an option does not take a value; empty when it does."""
    if option.multiple and not isinstance(value, list):
        return "a list is wanted"
    each_of, wanted = value if option.multiple else [value], _wanted(option.type.name)
    if any(type(each) is not wanted for each in each_of):
        return f"{KINDS[wanted]} is wanted"
    try:
        for each in each_of:
            option.type.convert(each, option, None)
    except USAGE_ERROR as error:
        return str(getattr(error, "message", error))
    return ""


def _wanted(name: str) -> type:
    """The type in TOML for what the command line calls a type of that name."""
    if name.startswith("int"):
        return int
    return bool if name == "boolean" else str
