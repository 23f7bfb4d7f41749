"""Reads the story: requests of a played day, one a line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from settlement_bridge.asked import FIELD
from settlement_bridge.operations import KEYED

STORY = Path(__file__).with_name("story.txt")
ENDS = ">>"
WAIT_MS = 20_000
_WORD = re.compile(r'(?:"[^"]*"|[^ "])+')


class Step(NamedTuple):
    """One request and who sends it, as "name@server"."""

    who: str
    request: dict[str, Any]


def steps(text: str) -> Iterator[Step]:
    """The requests of a story, files as uploads first; those with a reference of their own
    numbered.
    """
    for number, (who, request) in enumerate(_steps(text), 1):
        keyed = who.endswith("@registry") and request["op"] in KEYED
        yield Step(who, {FIELD: f"c-{number}"} | request if keyed else request)


def _steps(text: str) -> Iterator[Step]:
    lines = iter(text.splitlines())
    for line in lines:
        if not line or line.startswith("#"):
            continue
        who, operation, *rest = _WORD.findall(line)
        if operation == "file":
            yield from _file(who, rest, lines)
        elif operation == "wait":
            (date,) = _fields(rest).values()
            yield Step(who, {"op": "settled", "date": date, "wait_ms": WAIT_MS})
        else:
            yield Step(who, {"op": operation} | _fields(rest))


def _file(who: str, words: list[str], lines: Iterator[str]) -> Iterator[Step]:
    operation, *rest = words
    text = ""
    while (line := next(lines)) != ENDS:
        text += line + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    yield Step(who, {"op": "upload", "digest": digest, "offset": 0, "text": text})
    yield Step(
        who, {"op": operation, "digest": digest} | _fields([word for word in rest if word != "<<"])
    )


def _fields(words: list[str]) -> dict[str, Any]:
    pairs = [word.partition("=") for word in words]
    return {name: _value(value) for name, _, value in pairs}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.strip('"')
