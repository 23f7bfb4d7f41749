"""The one place numba is configured, and the few machine words the kernels need.

`compiled` and `compiled_entry` are the decorators of every kernel. With ``NUMBA_DISABLE_JIT=1`` the same functions run as plain
Python; with ``NUMBA_BOUNDSCHECK=1`` they are compiled with bounds checks. Compiled code is cached in a folder named after a hash
of all kernel sources, because numba notices an edit only in the file of the function it was asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import platformdirs
from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

from engine.compilation import EntryCompiler, PartCompiler
from engine.tape_hash import MIX_MULTIPLIER, mix_plain

CACHE_LINE = 64

PLAIN: bool = bool(config.DISABLE_JIT)


RECORD_SOURCES = ("tape_hash.py", "units.py", "commands.py", "events.py", "state.py", "jit.py", "compilation.py")


def kernel_sources() -> list[Path]:
    """Files whose text ends up in compiled code: every one with a kernel, and those with the constants and records."""
    below = sorted(Path(__file__).parent.rglob("*.py"))
    return [path for path in below if path.name in RECORD_SOURCES or "@compiled" in path.read_text(encoding="utf-8")]


def sources_hash() -> str:
    """Hash of every source file of the kernels, of numba's version and of its bounds-check switch."""
    digest = hashlib.sha256(f"{numba.__version__} {config.BOUNDSCHECK} {np.__version__}".encode())
    for path in kernel_sources():
        digest.update(path.relative_to(Path(__file__).parent).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


if not PLAIN:
    config.CACHE_DIR = str(Path(platformdirs.user_cache_dir("ceax")) / f"kernels-{sources_hash()}")


def _name_of_record(record: types.Record) -> tuple[str, tuple[int, ...]]:
    return type(record).__name__, (int(hashlib.sha256(record.name.encode()).hexdigest()[:15], 16),)


# numba names a compiled function after the number its record types happen to have in this process. Kernels of two capacities,
# cached by two processes, then carry the same name, and a third process that loads both calls the wrong one. A number taken
# from the record's own description is the same in every process and different for every record.
types.Record.mangling_args = property(_name_of_record)

# numba writes its types out for every stage of every function, a record field by field; its name says the same.
types.Record.__repr__ = types.Record.__str__
types.NestedArray.__repr__ = types.NestedArray.__str__


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel that only other kernels call: machine integers, C division, no way in from Python, no cache of its own."""
    return _part(function, inline=False)


def compiled_inline(function: Callable[..., Any]) -> Any:
    """Compile a kernel of the hot path into whoever calls it.

    A call costs more than its instructions: saved registers, two results by memory, a check of its status. On the hot path that
    was a third of the time. For small kernels, and for those with one caller: every caller gets a copy, which has to be compiled.
    """
    return _part(function, inline=True)


def _part(function: Callable[..., Any], inline: bool) -> Callable[..., Any]:
    options = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": inline}
    return numba.njit(**options, pipeline_class=PartCompiler)(function)


def compiled_entry(function: Callable[..., Any]) -> Any:
    """Compile a kernel that Python calls, cached on disk with everything it calls. Other threads run on beside it."""
    return numba.njit(cache=True, error_model="numpy", no_cfunc_wrapper=True, nogil=True, pipeline_class=EntryCompiler)(function)


@intrinsic
def _count_leading_zeros(typingctx: Any, word: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctlz(args[0], context.get_constant(types.boolean, 0))

    return types.uint64(types.uint64), codegen


@compiled_inline
def _highest_bit_compiled(word: Any) -> Any:
    return np.int64(63) - np.int64(_count_leading_zeros(np.uint64(word)))


@compiled_inline
def _mix_compiled(digest: Any, word: Any) -> Any:
    mixed = (np.uint64(digest) ^ np.uint64(word)) * np.uint64(MIX_MULTIPLIER)
    return mixed ^ (mixed >> np.uint64(32))


@intrinsic
def _same_text_compiled(typingctx: Any, text: Any, other: Any) -> Any:
    """All bytes at once, as one wide integer."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = ir.IntType(8 * signature.args[0].count).as_pointer()
        places = [builder.bitcast(cgutils.alloca_once_value(builder, each), word) for each in args]
        return builder.icmp_unsigned("==", *(builder.load(place) for place in places))

    return types.boolean(text, other), codegen


@intrinsic
def _prefetch_compiled(typingctx: Any, table: Any, index: Any) -> Any:
    """A hint to the processor to bring a record near. It reads nothing, so that an index past the end does no harm."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        address = builder.ptrtoint(builder.gep(data, [args[1]]), ir.IntType(64))
        word = ir.IntType(32)
        pointer = ir.PointerType(ir.IntType(8))
        hint = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [pointer, word, word, word]), "llvm.prefetch.p0i8"
        )
        size = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        for line in range(0, size, CACHE_LINE):
            place = builder.inttoptr(builder.add(address, ir.IntType(64)(line)), pointer)
            builder.call(hint, [place, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(table, types.int64), codegen


def _highest_bit_plain(word: Any) -> int:
    return int(word).bit_length() - 1


def _same_text_plain(text: Any, other: Any) -> bool:
    return bool(text == other)


def _prefetch_plain(table: Any, index: Any) -> None:
    """Ask for a record that will soon be used. Plain Python has nothing to gain from it."""


highest_bit = _highest_bit_plain if PLAIN else _highest_bit_compiled
mix = mix_plain if PLAIN else _mix_compiled
same_text = _same_text_plain if PLAIN else _same_text_compiled
prefetch = _prefetch_plain if PLAIN else _prefetch_compiled
