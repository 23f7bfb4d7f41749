"""How a kernel is marked, and the few machine words that kernels need.

A kernel stays the plain Python function it is written as and can be called so, on records whose
fields are attributes (`plainly`). Its compiled form is made by `engine/compiler/machine_code.py`,
which alone imports numba: a venue can decide its first orders before that is there. With
``NUMBA_DISABLE_JIT=1`` nothing is ever compiled; with ``NUMBA_BOUNDSCHECK=1`` compiled code checks
bounds.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engine.tape_hash import mix_plain

PLAIN: bool = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")

# files and folders with the constants and records that compiled code takes in
RECORD_SOURCES = ("tape_hash.py", "units.py", "commands", "events", "rules/state", "compiler")
PROSE = ("events/refusals", "events/endings.py")  # of which no compiled code takes anything in
MARKS = re.compile("@(compiled|machine_word|intrinsic)")
# their versions are read from files, as they may not have been imported yet
COMPILERS = ("numba", "llvmlite")

Function = TypeVar("Function", bound=Callable[..., Any])


class Part(NamedTuple):
    """A kernel that only other kernels call, and whether it is compiled into each of them."""

    function: Callable[..., Any]
    inline: bool


class Entry(NamedTuple):
    """A kernel that Python calls."""

    plain: Callable[..., Any]

    @property
    def name(self) -> str:
        """Name of its function."""
        return self.plain.__name__


PARTS: list[Part] = []  # of every module imported so far
# functions with a form of their own as compiled code: "module:name" of an intrinsic
WORDS: dict[Callable[..., Any], str] = {}
CACHE_LINE = 64
ENGINE = Path(__file__).parents[1]


def kernel_sources() -> list[Path]:
    """Files whose text ends up in compiled code: every one with a kernel, and those with the
    constants and records.
    """
    return [
        path
        for path in sorted(ENGINE.rglob("*.py"))
        if (_is_below(path, RECORD_SOURCES) and not _is_below(path, PROSE))
        or MARKS.search(path.read_text(encoding="utf-8"))
    ]


def _is_below(path: Path, sources: Iterable[str]) -> bool:
    return any(path.is_relative_to(ENGINE / each) for each in sources)


def hash_of_sources() -> str:
    """Hash of every source file of the kernels, and of the versions of what compiles them."""
    digest = hashlib.sha256(np.__version__.encode())
    for name in COMPILERS:
        spec = find_spec(name)
        assert spec is not None, name
        assert spec.origin is not None, name
        digest.update(Path(spec.origin).with_name("_version.py").read_bytes())
    for path in kernel_sources():
        digest.update(path.relative_to(ENGINE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


SOURCES = hash_of_sources()


def sources_hash() -> str:
    """The hash of the sources that this process runs, whatever has become of the files
    meanwhile.
    """
    return SOURCES


def compiled(function: Function) -> Function:
    """Mark a kernel that only other kernels call: compiled with machine integers and C division, no
    way in from Python.
    """
    PARTS.append(Part(function, inline=False))
    return function


def compiled_inline(function: Function) -> Function:
    """Mark a kernel of the hot path, which is compiled into its callers.

    A call costs more than its instructions: saved registers, two results by memory, a check of its
    status. On the hot path that was a third of the time. For small kernels, and for those with one
    caller: every caller gets a copy, which has to be compiled.
    """
    PARTS.append(Part(function, inline=True))
    return function


def machine_word(form: str) -> Callable[[Function], Function]:
    """Mark a function that compiled code has another form of: "module:name" of an intrinsic,
    imported when it is needed.
    """

    def mark(function: Function) -> Function:
        WORDS[function] = form
        return function

    return mark


def compiled_entry(function: Callable[..., Any]) -> Entry:
    """Mark a kernel that Python calls, kept on disk with everything it calls.

    Other threads run on beside it.
    """
    return Entry(function)


def plainly(argument: Any) -> Any:
    """An argument as a plain kernel takes it: of an array of records, the fields are attributes."""
    return (
        argument.view(np.recarray)
        if isinstance(argument, np.ndarray) and argument.dtype.names
        else argument
    )


def highest_bit(word: Any) -> Any:
    """Number of the highest bit of a word that is not 0."""
    return int(word).bit_length() - 1


def mix(digest: Any, word: Any) -> Any:
    """One step of the tape's hash."""
    return mix_plain(digest, word)


@machine_word("engine.compiler.machine_code:same_bytes")
def same_text(text: Any, other: Any) -> Any:
    """Whether two texts of one length in bytes are the same."""
    return bool(text == other)


@machine_word("engine.compiler.machine_code:bring_near")
def prefetch(table: Any, index: Any) -> None:
    """Ask for a record that will soon be used. Plain Python has nothing to gain from it."""
