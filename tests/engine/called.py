"""Kernels of the tests, called as they run here: compiled, or plain where nothing is."""

from __future__ import annotations

from typing import Any

from engine.compiler.jit import PLAIN, Entry, plainly


def called(entry: Entry, *arguments: Any) -> Any:
    """What a kernel says."""
    if PLAIN:
        return entry.plain(*map(plainly, arguments))
    from engine.compiler.machine_code import compiled_form

    return compiled_form(entry)(*arguments)
