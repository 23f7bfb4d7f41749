"""What a run of the corpus is kept as: one line of JSON a step, what differs by its nature
masked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.corpus.house import WAITING, CorpusHouse
from tests.corpus.story import Step

RECORDED = Path(__file__).parent / "recorded"
# drawn, or made of what was drawn, or of how the log was written
MASKED = ("nonce", "server_key", "signature", "log_link")
Line = dict[str, Any]


async def played(house: CorpusHouse, steps: Iterable[Step]) -> list[Line]:
    """Each step with everything that everyone heard of it; what comes while a day is waited for is
    of the step before.
    """
    lines: list[Line] = []
    for who, request in steps:
        heard = [[name, masked(message)] for name, message in await house.call(who, request)]
        if request["op"] == WAITING and lines:
            late = [each for each in heard if each[1].get("type") != "reply"]
            heard = [each for each in heard if each not in late]
            lines[-1]["heard"] = sorted(lines[-1]["heard"] + late, key=lambda each: each[0])
        lines.append({"who": who, "request": request, "heard": heard})
    return lines


def masked(value: Any) -> Any:
    """The value with what chance decides taken out."""
    if isinstance(value, Mapping):
        return {name: "*" if name in MASKED else masked(each) for name, each in value.items()}
    return [masked(each) for each in value] if isinstance(value, list) else value


def write(name: str, lines: Iterable[Line]) -> None:
    """Keep a recording."""
    RECORDED.mkdir(exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (RECORDED / f"{name}.jsonl").write_text(text, encoding="utf-8")


def read(name: str) -> list[Line]:
    """A recording that was kept."""
    return [
        json.loads(line)
        for line in (RECORDED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def steps_of(lines: Iterable[Line]) -> Iterator[Step]:
    """The requests of a recording, to be sent again."""
    for line in lines:
        yield Step(line["who"], line["request"])


def differences(recorded: Any, now: Any, path: str = "") -> Iterator[str]:
    """Where two values differ, each as a sentence that names the place."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        for name in sorted(recorded.keys() | now.keys()):
            yield from differences(
                recorded.get(name, "absent"), now.get(name, "absent"), f"{path}.{name}"
            )
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for place, pair in enumerate(zip(recorded, now, strict=True)):
            yield from differences(*pair, f"{path}[{place}]")
    elif recorded != now:
        yield f"{path}: {_short(recorded)} was recorded, now {_short(now)}"


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:300]
