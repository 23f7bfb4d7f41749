"""The audit's file: chained line by line, the same digest in both forms, in the memory of one line
however long it is.
"""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.documents import audit
from settlement_bridge.documents.audit import Act
from settlement_bridge.errors import AuditBroken

DAYS = "2026-01-01 to 2026-12-31"


def act(number: int) -> dict[str, Any]:
    words = ("deposit", "key-1", "bridge", 'order "7"', "two\twords")
    return Act(
        number, "event", number, *words, -1, 7, "", None, 900, f"event {number}", "汉江"
    )._asdict()


async def acts(count: int) -> AsyncIterator[dict[str, Any]]:
    for number in range(1, count + 1):
        yield act(number)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
async def test_a_file_is_whole_and_its_digests_are_those_of_the_definition(
    tmp_path: Path, name: str
) -> None:
    sealed = await audit.write(tmp_path / name, acts(3), DAYS)
    assert audit.check(tmp_path / name) == sealed
    digest = hashlib.sha256(b"ceax audit 1").hexdigest()
    for number in (1, 2, 3):
        values = json.dumps(
            ["" if value is None else str(value) for value in act(number).values()],
            ensure_ascii=False,
        )
        values = values.replace('", "', '","')
        digest = hashlib.sha256(f"{digest}\n{values}".encode()).hexdigest()
    assert (sealed.acts, sealed.days, sealed.last_act) == (3, DAYS, digest)


async def test_both_forms_have_the_same_digest(tmp_path: Path) -> None:
    first = await audit.write(tmp_path / "a.csv", acts(5), DAYS)
    assert await audit.write(tmp_path / "a.jsonl", acts(5), DAYS) == first
    assert (await audit.write(tmp_path / "b.csv", acts(5), "")).digest != first.digest


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", "no json\n", '{"source": "end"}\n'])
def test_what_is_no_audit_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(AuditBroken):
        audit.check(tmp_path / "a.jsonl")


async def test_the_line_that_was_changed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    await audit.write(file, acts(5), DAYS)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace("900", "901")
    file.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(AuditBroken, match="line 3"):
        audit.check(file)


async def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (200, 6_000):
        tracemalloc.start()
        await audit.write(tmp_path / "a.csv", acts(count), DAYS)
        audit.check(tmp_path / "a.csv")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
