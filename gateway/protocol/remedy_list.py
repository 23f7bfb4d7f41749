"""Writes what to do about each refusal, by its code, for clients: they import no server's tables.

    python -m gateway.protocol.remedy_list CONTRACT... > gateway/protocol/remedies.py

Each CONTRACT is a module that has a server's contract as `CONTRACT`; where two servers mean
different things by one code, those after the first keep theirs apart. The file is checked in; a
test compares it with what is written here.
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
_APART = "\n# Of one server, where it differs.\nOF_ONE_SERVER: dict[str, dict[str, str]] = {\n"


def remedy_list(contracts: Sequence[Contract]) -> str:
    """The text of the file."""
    general = {name: code.remedy for name, code in (OF_SERVERS | OF_CLIENTS).items()}
    apart: dict[str, dict[str, str]] = {}
    for contract in contracts:
        for name, code in contract.codes.items():
            if general.setdefault(name, code.remedy) != code.remedy:
                apart.setdefault(contract.server, {})[name] = code.remedy
    named = "".join(
        f'    "{server}": {{\n{_lines(each, 8)}    }},\n' for server, each in apart.items()
    )
    body = f"REMEDIES: dict[str, str] = {{\n{_lines(general, 4)}}}\n"
    return _HEAD + body + _APART + named + "}\n"


def _lines(remedies: Mapping[str, str], indent: int) -> str:
    return "".join(_line(name, said, " " * indent) for name, said in remedies.items())


def _line(name: str, said: str, indent: str) -> str:
    quoted = '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'
    line = f'{indent}"{name}": {quoted},\n'
    if len(line) <= WIDTH + 1:
        return line
    parts = _parts(quoted, WIDTH - len(indent) - 4)
    inner = "".join(f"{indent}    {each}\n" for each in parts)
    return f'{indent}"{name}": (\n{inner}{indent}),\n'


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
    contracts = [import_module(name).CONTRACT for name in sys.argv[1:]]
    terminal.lines(remedy_list(contracts), end="")


if __name__ == "__main__":
    main()
