"""What kernels are compiled to: numba's form of every plain function, and the files that keep it.

numba gets the compiled form of each part, so that a kernel calls the same names in both forms. What
was compiled is kept by `engine/compiler/kernel_files.py`.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, serialize
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from engine.compiler import jit, kernel_files
from engine.compiler.compilation import EntryCompiler, PartCompiler
from engine.tape_hash import MIX_MULTIPLIER


def _name_of_record(record: types.Record) -> tuple[str, tuple[int, ...]]:
    return type(record).__name__, (int(hashlib.sha256(record.name.encode()).hexdigest()[:15], 16),)


# numba names a compiled function after the number its record types happen to have in this process.
# Kernels of two capacities, cached by two processes, then carry the same name, and a third process
# that loads both calls the wrong one. A number taken from the record's own description is the same
# in every process and different for every record.
types.Record.mangling_args = property(_name_of_record)

# numba writes its types out for every stage of every function, a record field by field; its name
# says the same.
types.Record.__repr__ = types.Record.__str__
types.NestedArray.__repr__ = types.NestedArray.__str__


class KernelCache(_Cache):
    """The cache in which numba looks a kernel up before it compiles one, and saves one afterwards.

    numba's own cache looks in other folders too when the one named cannot be written, and judges by
    the age of one file.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        source = Path(function.__code__.co_filename).read_bytes()
        self._function = (
            f"{function.__module__}.{function.__qualname__} {hashlib.sha256(source).hexdigest()}"
        )
        self._name = function.__name__

    @property
    def cache_path(self) -> str:
        """The folder of all kernels."""
        return str(kernel_files.folder())

    def file_of(self, signature: Any) -> str:
        """Name of the file for arguments of these types on this processor."""
        processor = cpu_target.target_context.codegen().magic_tuple()
        described = f"{self._function} {signature!r} {processor}"
        return f"{self._name}-{hashlib.sha256(described.encode()).hexdigest()[:16]}"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled kernel; None when it was not compiled before."""
        target_context.refresh()
        content = kernel_files.read(self.file_of(sig))
        return (
            None
            if content is None
            else CompileResult._rebuild(target_context, *pickle.loads(content))
        )

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled kernel; where that is not possible, this process has it nevertheless."""
        kernel_files.keep(self.file_of(sig), serialize.dumps(data._reduce()))

    def enable(self) -> None:
        """It always is."""

    def disable(self) -> None:
        """Nobody asks for it."""

    def flush(self) -> None:
        """Files of other versions are left to them."""


def _part(function: Callable[..., Any], *, inline: bool) -> Any:
    options = {
        "error_model": "numpy",
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
        "forceinline": inline,
    }
    return numba.njit(**options, pipeline_class=PartCompiler)(function)


@cache
def compiled_form(entry: jit.Entry) -> Any:
    """What numba makes of a kernel that Python calls; it compiles for the arguments it meets."""
    _know_parts()
    dispatcher = numba.njit(
        error_model="numpy", no_cfunc_wrapper=True, nogil=True, pipeline_class=EntryCompiler
    )(entry.plain)
    dispatcher._cache = KernelCache(entry.plain)
    return dispatcher


def compile_kernel(entry: jit.Entry, *arguments: np.dtype[Any] | None) -> Any:
    """A kernel for arrays of such elements as they lie in memory; None means an integer.

    Loaded, or compiled by one process at a time.
    """
    dispatcher = compiled_form(entry)
    signature = tuple(
        numba.int64 if each is None else numba.from_dtype(each)[::1] for each in arguments
    )
    name = dispatcher._cache.file_of(signature)
    if kernel_files.exists(name):
        return dispatcher.compile(signature)
    with kernel_files.taking_turns(name):
        return dispatcher.compile(signature)


@intrinsic
def _count_leading_zeros(typingctx: Any, word: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctlz(args[0], context.get_constant(types.boolean, 0))

    return types.uint64(types.uint64), codegen


def _highest_bit(word: Any) -> Any:
    return np.int64(63) - np.int64(_count_leading_zeros(np.uint64(word)))


def _mix(digest: Any, word: Any) -> Any:
    mixed = (np.uint64(digest) ^ np.uint64(word)) * np.uint64(MIX_MULTIPLIER)
    return mixed ^ (mixed >> np.uint64(32))


@intrinsic
def same_bytes(typingctx: Any, text: Any, other: Any) -> Any:
    """All bytes at once, as one wide integer."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = ir.IntType(8 * signature.args[0].count).as_pointer()
        places = [builder.bitcast(cgutils.alloca_once_value(builder, each), word) for each in args]
        return builder.icmp_unsigned("==", *(builder.load(place) for place in places))

    return types.boolean(text, other), codegen


@intrinsic
def bring_near(typingctx: Any, table: Any, index: Any) -> Any:
    """A hint to the processor to bring a record near.

    It reads nothing, so that an index past the end does no harm.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        address = builder.ptrtoint(builder.gep(data, [args[1]]), ir.IntType(64))
        word = ir.IntType(32)
        pointer = ir.PointerType(ir.IntType(8))
        hint = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [pointer, word, word, word]),
            "llvm.prefetch.p0i8",
        )
        size = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        for line in range(0, size, jit.CACHE_LINE):
            place = builder.inttoptr(builder.add(address, ir.IntType(64)(line)), pointer)
            builder.call(hint, [place, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(table, types.int64), codegen


_known: dict[Callable[..., Any], Any] = {}  # plain functions and their compiled forms
_learning = Lock()  # kernels are compiled by several threads, and numba learns a name only once


def _stand_for(plain: Callable[..., Any], form: Any) -> None:
    """Have compiled code take another form of what it calls by the name of a plain function."""
    context = cpu_target.typing_context
    context.refresh()
    context.insert_global(plain, context.resolve_value_type(form))
    _known[plain] = form


def _know_parts() -> None:
    """Tell numba of the parts and words in modules imported since."""
    with _learning:
        for function, form in list(jit.WORDS.items()):
            if function not in _known:
                module, name = form.split(":")
                _stand_for(function, getattr(import_module(module), name))
        for part in list(jit.PARTS):
            if part.function not in _known:
                _stand_for(part.function, _part(part.function, inline=part.inline))


_stand_for(jit.highest_bit, _part(_highest_bit, inline=True))
_stand_for(jit.mix, _part(_mix, inline=True))
