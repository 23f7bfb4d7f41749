"""The words of the tables in Chinese and English, as a module for browsers.

Values of the protocols have theirs in the files `words*.toml`, figures in those of the reports.
Refusals and parameters are in English in their own tables, in Chinese in `refusals.toml`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.commands import AccountLimit, Parameter
from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from gateway.protocol.fields import words
from gateway.protocol.reasons import OF_ENGINE
from gateway.protocol.values import ORDER_STATUSES
from marketdata.day_rows import ALLOWANCES, COMPOSITE_CODE
from marketdata.published import report_words

VALUES = [Path(__file__).with_name(name) for name in ("words.toml", "words_of_registry.toml")]
REFUSALS = VALUES[0].with_name("refusals.toml")

CODES = OF_CLIENTS | OF_SERVERS | OF_ENGINE
Words = Mapping[str, tuple[str, str]]  # by value: in Chinese, empty where there are none; English


def dictionary() -> dict[str, Words]:
    """The words by table and value."""
    values = [tomllib.loads(each.read_text(encoding="utf-8")) for each in VALUES]
    given = {name: _pairs(table) for part in values for name, table in part.items()}
    return given | {
        "order_statuses": ORDER_STATUSES,
        "refusals": _translated("refusals", {code: row.when for code, row in CODES.items()}),
        "parameters": _translated("parameters", _sentences(Parameter)),
        "account_limits": _translated("account_limits", _sentences(AccountLimit)),
        "figures": report_words.WORDS,
        "units": {str(unit): pair for unit, pair in report_words.UNITS.items()},
        "report": report_words.PHRASES,
    }


@cache
def chinese_of_tables() -> Mapping[str, Mapping[str, str]]:
    """The Chinese of values whose tables are in English, by table and value."""
    return tomllib.loads(REFUSALS.read_text(encoding="utf-8"))


def module() -> str:
    """The dictionary as JavaScript."""
    written = json.dumps(dictionary(), ensure_ascii=False, indent=0)
    return (
        "// @ts-check\n"
        "/** Words by table and value, in Chinese and in English; codes of the venue. */\n\n"
        "/** @type {Record<string, Record<string, [string, string]>>} */\n"
        f"export const TABLES = {written};\n"
        f"export const COMPOSITE = {json.dumps(COMPOSITE_CODE)};\n"
        f"export const MARKET = {json.dumps(ALLOWANCES)};\n"
    )


def _pairs(table: Mapping[str, list[str]]) -> Words:
    return {value: (pair[0], pair[1]) for value, pair in table.items()}


def _sentences(enumeration: type[Parameter] | type[AccountLimit]) -> dict[str, str]:
    named = words(enumeration)
    return {name: enumeration(number).sentence for name, number in named.items()}


def _translated(table: str, english: Mapping[str, str]) -> Words:
    chinese = chinese_of_tables()[table]
    return {name: (chinese.get(name, ""), sentence) for name, sentence in english.items()}
