"""How numba compiles the engine: parts to intermediate code, the whole of them once to machine code.

numba takes every function to the end, and with it once more whatever it calls, although only the outermost is ever run.
`PartCompiler` stops after a function's own first optimisation; `EntryCompiler` links all parts below an entry and goes on.
A part also goes through no stage that has nothing to do in a kernel: no closures, no literal unrolling, no array expressions.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar

import numpy as np
from numba.core import ir
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, Flags, PassManager
from numba.core.compiler_machinery import FunctionPass, LoweringPass, register_pass
from numba.core.typed_passes import IRLegalization, NativeLowering, NoPythonBackend, NopythonTypeInference, PreLowerStripPhis
from numba.core.untyped_passes import FixupArgs, GenericRewrites, IRProcessing, ReconstructSSA, TranslateByteCode


class Part(JITCodeLibrary):
    """Intermediate code of one function."""

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


@register_pass(mutates_CFG=False, analysis_only=False)
class PlainNumbers(FunctionPass):
    """Read integers and members of an IntEnum as int64, so that a function is not compiled apart for each of them."""

    _name = "ceax_plain_numbers"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Replace constants and accesses to members of global enums."""
        enums: dict[str, type[IntEnum]] = {}
        for block in state.func_ir.blocks.values():
            for statement in block.find_insts(ir.Assign):
                value = statement.value
                if isinstance(value, ir.Global) and isinstance(value.value, type) and issubclass(value.value, IntEnum):
                    enums[statement.target.name] = value.value
                elif isinstance(value, ir.Expr) and value.op == "getattr" and value.value.name in enums:
                    put_number(state.func_ir, statement, enums[value.value.name][value.attr])
                elif isinstance(value, (ir.Const, ir.Global)) and type(value.value) is int:
                    put_number(state.func_ir, statement, value.value)
        return True


def put_number(function: Any, statement: Any, number: int) -> None:
    """Have a statement assign an int64; numbers past int64 stay what they are."""
    if -(2**63) <= number < 2**63:
        statement.value = ir.Const(np.int64(number), statement.loc)
        function._definitions[statement.target.name] = [statement.value]


@register_pass(mutates_CFG=False, analysis_only=True)
class NamePart(LoweringPass):
    """Give a part something to be found by in place of machine code."""

    _name = "ceax_name_part"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """A built-in function that is like no other; it is never called."""
        lowered = state["cr"]
        name = [state.func_id.func_qualname].index
        state.targetctx.insert_user_function(name, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=name)
        state.type_annotation = None
        return True


PART_PASSES = (
    TranslateByteCode,
    FixupArgs,
    IRProcessing,
    PlainNumbers,
    GenericRewrites,
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

    numba looks up every operator under the options in force and compares them one by one, thousands of times.
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

    def __init__(self, typing: Any, target: Any, library: Any, args: Any, result: Any, flags: Flags, variables: Any) -> None:
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
        passes.finalize()
        return [passes]
