"""How numba compiles the engine: parts to intermediate code, the whole of them once to machine
code.

numba takes every function to the end, and with it once more all that it calls, although only the
outermost is ever run. `PartCompiler` stops after a function's own first optimisation;
`EntryCompiler` links all parts below an entry and goes on. A part also goes through no stage that
has nothing to do in a kernel: no closures, no literal unrolling, no array expressions.
"""

from __future__ import annotations

from typing import Any, ClassVar

from llvmlite.ir.instructions import AllocaInstr, CallInstr, StoreInstr
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, Flags, PassManager
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import (
    FixupArgs,
    GenericRewrites,
    IRProcessing,
    ReconstructSSA,
    TranslateByteCode,
)

from engine.compiler.passes import NamePart, PlainIndices, PlainNumbers


class Part(JITCodeLibrary):
    """Intermediate code of one function."""

    def add_ir_module(self, ir_module: Any) -> None:
        """Take the code over without what is written for nobody."""
        for function in ir_module.functions:
            drop_cleared_results(function)
        super().add_ir_module(ir_module)

    def finalize(self) -> None:
        """Nothing is linked yet, nor optimised as a whole, nor made machine code of."""
        self._raise_if_finalized()
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """A copy that may meet the same function again where it is linked."""
        module = self._final_module.clone()
        for function in module.functions:
            if not function.is_declaration and function.linkage.name == "external":
                function.linkage = "linkonce_odr"
        return module


class Entry(JITCodeLibrary):
    """Machine code of a kernel that Python calls, with every part below it."""

    def finalize(self) -> None:
        """Link all parts, then optimise and make machine code as numba does."""
        self._linking_libraries = libraries_below(self)
        super().finalize()


def drop_cleared_results(function: Any) -> None:
    """Let a function not clear, as it begins, the places for the results and errors of its calls.

    numba clears a result's place once more right before the call, and an error is read only where
    there was one. Of a kernel that is compiled into its caller, these were twenty writes a command.
    """
    places = {
        id(place)
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, CallInstr)
        for place in instruction.args[:2]
    }
    for block in function.blocks[:1]:
        before = [None, *block.instructions]
        pairs = zip(before, block.instructions, strict=False)
        block.instructions[:] = [
            each for last, each in pairs if not (id(last) in places and clears(each, last))
        ]


def clears(instruction: Any, place: Any) -> bool:
    """Whether an instruction is the one that clears a place right after it was made."""
    return (
        isinstance(place, AllocaInstr)
        and isinstance(instruction, StoreInstr)
        and instruction.operands[1] is place
    )


def libraries_below(library: Any) -> list[Any]:
    """What a library calls, directly or through parts, each once."""
    found: dict[int, Any] = {}
    waiting = list(library._linking_libraries)
    while waiting:
        each = waiting.pop()
        if id(each) not in found:
            found[id(each)] = each
            if isinstance(each, Part):
                waiting.extend(each._linking_libraries)
    return list(found.values())


PART_PASSES = (
    TranslateByteCode,
    FixupArgs,
    IRProcessing,
    PlainNumbers,
    GenericRewrites,
    PlainIndices,
    ReconstructSSA,
    NopythonTypeInference,
    PreLowerStripPhis,
    IRLegalization,
    NativeLowering,
    NamePart,
    NoPythonBackend,
)


class SharedFlags(Flags):
    """Options of compilation that are the same object wherever they are the same.

    numba looks up every operator under the options in force and compares them one by one, thousands
    of times.
    """

    known: ClassVar[dict[str, SharedFlags]] = {}

    @classmethod
    def like(cls, flags: Flags) -> SharedFlags:
        """The one object for these options."""
        return cls.known.setdefault(repr(flags), cls(flags))

    def copy(self) -> SharedFlags:
        """Itself: nobody changes it."""
        return self

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class PartCompiler(CompilerBase):
    """For kernels that only kernels call."""

    def __init__(
        self,
        typing: Any,
        target: Any,
        library: Any,
        args: Any,
        result: Any,
        flags: Flags,
        variables: Any,
    ) -> None:
        flags.no_compile = True
        super().__init__(typing, target, library, args, result, SharedFlags.like(flags), variables)

    def define_pipelines(self) -> list[Any]:
        """The stages a kernel needs, without machine code."""
        self.state.library = Part(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        passes = PassManager("part")
        for each in PART_PASSES:
            passes.add_pass(each, each.name())
        passes.finalize()
        return [passes]


class EntryCompiler(CompilerBase):
    """For kernels that Python calls."""

    def define_pipelines(self) -> list[Any]:
        """numba's own stages, into a library that brings all parts together."""
        self.state.library = Entry(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.library.enable_object_caching()
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(PlainNumbers, IRProcessing)
        passes.add_pass_after(PlainIndices, GenericRewrites)
        passes.finalize()
        return [passes]
