"""Writes what to do about each refusal, by its code, for clients: they import no server's tables.

    python -m gateway.protocol.remedy_list CONTRACT... > gateway/protocol/remedies.py
    python -m gateway.protocol.remedy_list mjs CONTRACT... > gateway/client/javascript/remedies.mjs

Each CONTRACT is a module that has a server's contract as `CONTRACT`; where two servers mean
different things by one code, those after the first keep theirs apart. The files are checked in; a
test compares them with what is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from engine.texts import terminal
from gateway.protocol.codes import OF_CLIENTS, OF_SERVERS
from gateway.protocol.contract import Contract

WIDTH = 100
_HEAD = '''"""What to do about each refusal, by its code.

Written by `python -m gateway.protocol.remedy_list`; not to be edited.
"""

from __future__ import annotations

# Of every server and client, and of the first server that has the code.
'''
_JAVASCRIPT = """// @ts-check
/** What to do about each refusal, by its code. */
// Written by `python -m gateway.protocol.remedy_list mjs`; not to be edited.

/** Of every server and client, and of the first server that has the code. */
export const REMEDIES = /** @type {Record<string, string>} */ ({
"""
_JAVASCRIPT_APART = """});

/** Of one server, where it differs. */
export const OF_ONE_SERVER = /** @type {Record<string, Record<string, string>>} */ ({
"""
_APART = "\n# Of one server, where it differs.\nOF_ONE_SERVER: dict[str, dict[str, str]] = {\n"


def remedy_list(contracts: Sequence[Contract]) -> str:
    """The text of the file for Python."""
    general, apart = _remedies(contracts)
    named = "".join(
        f'    "{server}": {{\n{_lines(each, 8)}    }},\n' for server, each in apart.items()
    )
    body = f"REMEDIES: dict[str, str] = {{\n{_lines(general, 4)}}}\n"
    return _HEAD + body + _APART + named + "}\n"


def remedy_module(contracts: Sequence[Contract]) -> str:
    """The text of the file for JavaScript."""
    general, apart = _remedies(contracts)
    named = "".join(
        f"  {server}: {{\n{_properties(each, 4)}  }},\n" for server, each in apart.items()
    )
    return _JAVASCRIPT + _properties(general, 2) + _JAVASCRIPT_APART + named + "});\n"


def _remedies(contracts: Sequence[Contract]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Those of every server, and by server those that differ."""
    general = {name: code.remedy for name, code in (OF_SERVERS | OF_CLIENTS).items()}
    apart: dict[str, dict[str, str]] = {}
    for contract in contracts:
        for name, code in contract.codes.items():
            if general.setdefault(name, code.remedy) != code.remedy:
                apart.setdefault(contract.server, {})[name] = code.remedy
    return general, apart


def _properties(remedies: Mapping[str, str], indent: int) -> str:
    return "".join(_property(name, said, " " * indent) for name, said in remedies.items())


def _property(name: str, said: str, indent: str) -> str:
    quoted = _quoted(said)
    line = f"{indent}{name}: {quoted},\n"
    if len(line) <= WIDTH + 1:
        return line
    parts = _parts(quoted, WIDTH - len(indent) - 6)
    inner = f" +\n{indent}  ".join(parts)
    return f"{indent}{name}:\n{indent}  {inner},\n"


def _lines(remedies: Mapping[str, str], indent: int) -> str:
    return "".join(_line(name, said, " " * indent) for name, said in remedies.items())


def _line(name: str, said: str, indent: str) -> str:
    quoted = _quoted(said)
    line = f'{indent}"{name}": {quoted},\n'
    if len(line) <= WIDTH + 1:
        return line
    parts = _parts(quoted, WIDTH - len(indent) - 4)
    inner = "".join(f"{indent}    {each}\n" for each in parts)
    return f'{indent}"{name}": (\n{inner}{indent}),\n'


def _quoted(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _parts(quoted: str, most: int) -> list[str]:
    """A quoted text in parts that fit a line, each quoted."""
    parts, words = [""], quoted[1:-1].split(" ")
    for word in words:
        if len(parts[-1]) + len(word) + 3 > most:
            parts.append("")
        parts[-1] += f"{word} "
    return [f'"{each}"' for each in (*parts[:-1], parts[-1][:-1])]


def main() -> None:
    """Write the remedies of the named contracts to standard output."""
    mjs = sys.argv[1:2] == ["mjs"]
    contracts = [import_module(name).CONTRACT for name in sys.argv[1 + mjs :]]
    terminal.lines((remedy_module if mjs else remedy_list)(contracts), end="")


if __name__ == "__main__":
    main()
