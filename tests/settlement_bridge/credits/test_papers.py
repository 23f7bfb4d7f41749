"""Papers are kept part by part, to their last byte, under their SHA-256, and read by who may."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from settlement_bridge.credits import papers
from settlement_bridge.credits.papers import PART_BYTES
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.credits.stage import (
    CONTENT,
    OPERATOR,
    OWNER,
    PAPER,
    TRADER,
    take,
    told,
)

LONG = bytes(range(256)) * 100  # two parts
DIGEST = hashlib.sha256(LONG).hexdigest()


def kept(registry: Registry, start: int, content: bytes, **changed: Any) -> Any:
    part = {"account": OWNER, "digest": DIGEST, "name": "long", "size": len(LONG), "start": start}
    part |= {"content": base64.b64encode(content).decode()} | changed
    return registry.write(papers.keep_part, part, OPERATOR, 0, registry.now_ns())


def test_a_paper_comes_part_by_part_and_is_whole_with_its_last(credits_registry: Registry) -> None:
    registry = credits_registry
    first, last = LONG[:PART_BYTES], LONG[PART_BYTES:]
    assert told(kept(registry, PART_BYTES, last)) == "upload_out_of_order (0)"
    assert kept(registry, 0, first) == PART_BYTES
    assert kept(registry, 0, first) == PART_BYTES  # sent again
    assert registry.read(papers.missing, DIGEST, "design") is not None
    assert told(kept(registry, PART_BYTES, last + b"more")) == f"upload_out_of_order ({PART_BYTES})"
    assert kept(registry, PART_BYTES, last) == len(LONG)
    assert registry.read(papers.missing, DIGEST, "design") is None
    found = registry.read(papers.part_of, DIGEST, PART_BYTES, OWNER)
    assert isinstance(found, tuple) and base64.b64decode(found[1]) == last


def test_bytes_that_are_not_the_paper_are_not_kept(credits_registry: Registry) -> None:
    registry = credits_registry
    kept(registry, 0, LONG[:PART_BYTES])
    wrong = bytes(len(LONG) - PART_BYTES)
    assert told(kept(registry, PART_BYTES, wrong)) == "paper_differs"
    assert registry.read(papers.paper, DIGEST) is None
    assert kept(registry, 0, LONG[:PART_BYTES]) == PART_BYTES


def test_what_another_account_has_begun_keeps_nobody_from_bringing_it(
    credits_registry: Registry,
) -> None:
    registry = credits_registry
    kept(registry, 0, bytes(PART_BYTES), account=TRADER)
    assert kept(registry, 0, LONG[:PART_BYTES]) == PART_BYTES
    assert kept(registry, PART_BYTES, LONG[PART_BYTES:]) == len(LONG)


def test_a_paper_is_everybodys_once_it_belongs_to_a_step(credits_registry: Registry) -> None:
    registry = credits_registry
    assert told(registry.read(papers.part_of, PAPER, 0, TRADER)) == "paper_unknown"  # type: ignore[arg-type]
    assert registry.read(papers.public, PAPER) is None
    take(registry, "2025-12-01", "submit_project")
    assert registry.read(papers.public, PAPER) == CONTENT
    assert isinstance(registry.read(papers.part_of, PAPER, 0, TRADER), tuple)
