"""The bytes of one chapter of the day's index: a stretch of the private streams and the client
order ids of the same events.

The caption says the hash key, the fingerprint of the code that derived it, and the lengths of the
arrays, which follow one after the other: answers' hashes (int64, ascending), answers' events
(uint32, less the first event), the streams' accounts (int32), where each account's entries end
(int64), entries (uint32, less twice the first event), the accounts with client order ids (int32)
and how many each has used (int64), texts (20 bytes an order).
"""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import commands, events
from engine.record.chapters import Chapter, Content
from gateway.floor import client_orders, event_table
from gateway.floor.client_orders import Named
from gateway.floor.event_table import HashKey, Run
from gateway.reports import block_desk, streams, stretches
from gateway.reports.stretches import Packed

KIND = "index"  # of the chapters
DERIVING = (commands, events, block_desk, streams, stretches, client_orders, event_table)


class Leaf(NamedTuple):
    """What a chapter holds."""

    stretch: Packed
    named: Named


@cache
def fingerprint() -> str:
    """Hash of the source of everything that decides what an index holds: chapters of other code are
    not used.
    """
    digest = hashlib.sha256()
    for module in DERIVING:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def said_of(key: HashKey, counter: int) -> dict[str, Any]:
    """What the caption of a chapter says; `counter` is that of the first order whose text it
    holds.
    """
    return {"code": fingerprint(), "key": [*key.words, key.account], "counter": counter}


def key_of(chapter: Chapter) -> HashKey:
    """The hash key of a chapter."""
    *words, account = chapter.said["key"]
    return HashKey(tuple(words), account)


def is_usable(chapter: Chapter) -> bool:
    """Whether this code derives the same."""
    return bool(chapter.said["code"] == fingerprint())


def content_of(leaf: Leaf) -> Content:
    """A chapter's content."""
    answers, stretch, named = leaf.named.answers, leaf.stretch, leaf.named
    arrays: list[NDArray[Any]] = [
        answers.keys,
        answers.numbers,
        stretch.accounts,
        stretch.ends,
        stretch.entries,
        named.accounts,
        named.counts,
    ]
    lengths = np.array([each.nbytes for each in arrays], "<i8")
    return [lengths.tobytes(), *(each.view(np.uint8).data for each in arrays), named.texts]


def leaf_of(chapter: Chapter, content: bytes) -> Leaf:
    """What a chapter's content holds, `content_of` read back.

    Only the texts hold on to the content.
    """
    types = ("<i8", "<u4", "<i4", "<i8", "<u4", "<i4", "<i8")
    lengths = np.frombuffer(content, "<i8", len(types))
    places = list(accumulate(lengths.tolist(), initial=lengths.nbytes))
    parts = [
        np.frombuffer(content[begin:end], each)
        for each, (begin, end) in zip(types, pairwise(places), strict=True)
    ]
    keys, numbers, accounts, ends, entries, users, counts = parts
    named = Named(
        Run(keys, numbers, chapter.first),
        chapter.said["counter"],
        memoryview(content)[places[-1] :],
        users,
        counts,
    )
    return Leaf(Packed(chapter.last, 2 * chapter.first, accounts, ends, entries), named)
