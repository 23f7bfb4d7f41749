"""How kernels are compiled: nothing counted by reference in the loop, no stale code from the
cache.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.commands import Area, CommandKind, command
from engine.compiler import jit
from engine.compiler.jit import compiled_entry, highest_bit, prefetch, same_text
from engine.compiler.machine_code import compiled_form
from engine.record.compiling import compile_areas
from engine.rules import kernels
from engine.rules.state import SMALL
from tests.engine.called import called

ENGINE = jit.ENGINE


@compiled_entry
def bit_of(word: Any) -> Any:
    """`highest_bit` as Python can call it."""
    return highest_bit(word)


@compiled_entry
def same(commands: Any, others: Any) -> Any:
    """`same_text` of two commands as Python can call it."""
    return same_text(commands[0].text, others[0].text)


@compiled_entry
def ask(commands: Any, index: Any) -> Any:
    """`prefetch` as Python can call it."""
    prefetch(commands, index)
    return index


@pytest.mark.parametrize("bit", [0, 1, 31, 32, 62, 63])
def test_the_highest_bit_of_a_word_is_found(bit: int) -> None:
    assert called(bit_of, np.uint64(1 << bit)) == bit
    assert called(bit_of, np.uint64((1 << bit) | 1)) == bit


@pytest.mark.parametrize(
    ("text", "other", "whether"),
    [(b"CEA24", b"CEA24", True), (b"CEA24", b"CEA25", False), (b"", b"C", False)],
)
def test_texts_are_compared_whole(text: bytes, other: bytes, whether: bool) -> None:
    both = (
        command(CommandKind.LIST_INSTRUMENT, text=text),
        command(CommandKind.LIST_INSTRUMENT, text=other),
    )
    assert bool(called(same, *both)) is whether


@pytest.mark.parametrize("index", [0, 1, 10**6])
def test_a_record_past_the_end_may_be_asked_for(index: int) -> None:
    assert called(ask, command(CommandKind.CANCEL), index) == index


def test_every_file_with_a_kernel_counts_for_the_cache() -> None:
    counted = {path.name for path in jit.kernel_sources()}
    with_kernels = {
        path.name
        for path in ENGINE.rglob("*.py")
        if "\n@compiled" in path.read_text(encoding="utf-8")
    }
    assert with_kernels <= counted
    records = {"units.py", "kinds.py", "flags.py", "venue_records.py", "jit.py", "compilation.py"}
    assert records <= counted


def test_an_edited_kernel_gets_a_cache_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = jit.hash_of_sources()
    for path in jit.kernel_sources():
        copy = tmp_path / path.relative_to(ENGINE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    book = tmp_path / "rules" / "book.py"
    book.write_text(book.read_text(encoding="utf-8") + "\n# edited @compiled\n")
    monkeypatch.setattr(jit, "ENGINE", tmp_path)
    assert jit.hash_of_sources() != before


@pytest.mark.skipif(jit.PLAIN, reason="nothing is compiled")
def test_the_compiled_loop_counts_no_references() -> None:
    """The kernel's own argument may be counted once at entry, and what only a day's ends do;
    anything else is per command.
    """
    compile_areas([Area.ORDERS], SMALL)
    ir = _shown(compiled_form(kernels.run))
    counted = set(
        re.findall(r"call void @NRT_(?:in|de)cref\(ptr ([^)]*)\)", _body_of("kernels3run", ir))
    )
    assert counted <= {"%arg.commands.0"}
    elsewhere = {name for name in _defined(ir) if "NRT_incref(ptr" in _body_of(name, ir)}
    assert all(
        "kernels3run" in name or "5rules3day" in name or name.startswith("NRT_")
        for name in elsewhere
    ), elsewhere


def _shown(form: Any) -> str:
    """Intermediate code of what a kernel was compiled to, in the end; a file of the cache has it
    beside the machine code.
    """
    overload = next(iter(form.overloads.values()))
    return str(overload.library._get_module_for_linking())


def _defined(ir: str) -> list[str]:
    """Names of the functions in intermediate code."""
    return re.findall(r"^define [^@]*@\"?([^\"(]+)", ir, re.MULTILINE)


def _body_of(name: str, ir: str) -> str:
    """Text of the first function whose name contains another."""
    return re.search(
        rf"^define [^@]*@\"?[^\"(]*{re.escape(name)}.*?^\}}", ir, re.MULTILINE | re.DOTALL
    )[0]  # type: ignore[index]
