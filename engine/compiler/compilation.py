"""How numba compiles the engine: parts to intermediate code, the whole of them once to machine
code.

numba takes every function to the end, and with it once more all that it calls, although only the
outermost is ever run. `PartCompiler` stops after a function's own first optimisation;
`EntryCompiler` links all parts below an entry and goes on. A part also goes through no stage that
has nothing to do in a kernel: no closures, no literal unrolling, no array expressions.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar

import numpy as np
from llvmlite.ir.instructions import AllocaInstr, CallInstr, StoreInstr
from numba.core import ir
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, Flags, PassManager
from numba.core.compiler_machinery import FunctionPass, LoweringPass, register_pass
from numba.core.ir_utils import mk_unique_var
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


@register_pass(mutates_CFG=False, analysis_only=False)
class PlainNumbers(FunctionPass):
    """Read integers and members of an IntEnum as int64, so that a function is not compiled apart
    for each of them.
    """

    _name = "ceax_plain_numbers"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Replace constants and accesses to members of global enums."""
        enums: dict[str, type[IntEnum]] = {}
        for block in state.func_ir.blocks.values():
            for statement in block.find_insts(ir.Assign):
                value = statement.value
                if (
                    isinstance(value, ir.Global)
                    and isinstance(value.value, type)
                    and issubclass(value.value, IntEnum)
                ):
                    enums[statement.target.name] = value.value
                elif (
                    isinstance(value, ir.Expr)
                    and value.op == "getattr"
                    and value.value.name in enums
                ):
                    put_number(state.func_ir, statement, enums[value.value.name][value.attr])
                elif isinstance(value, (ir.Const, ir.Global)) and type(value.value) is int:
                    put_number(state.func_ir, statement, value.value)
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class PlainIndices(FunctionPass):
    """Take indices as unsigned: a kernel never counts from the end, so that nothing has to look
    whether it does.
    """

    _name = "ceax_plain_indices"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Convert the index of every element that is read or written."""
        for block in state.func_ir.blocks.values():
            for place in reversed(range(len(block.body))):
                statement = block.body[place]
                if isinstance(statement, ir.SetItem):
                    statement.index, before = unsigned(statement.index, statement.loc)
                elif isinstance(statement, ir.Assign) and is_getitem(statement.value):
                    statement.value.index, before = unsigned(statement.value.index, statement.loc)
                else:
                    continue
                for each in before:
                    state.func_ir._definitions[each.target.name].append(each.value)
                block.body[place:place] = before
        return True


def is_getitem(value: Any) -> bool:
    """Whether a value is an element by an index that is known only when it runs."""
    return isinstance(value, ir.Expr) and value.op == "getitem"


def unsigned(index: Any, where: Any) -> tuple[Any, list[Any]]:
    """An index as uint64, and the statements that make it so."""
    cast, result = (
        ir.Var(index.scope, mk_unique_var(f"unsigned_{name}"), where) for name in ("cast", "index")
    )
    call = ir.Expr.call(cast, (index,), (), where)
    return result, [
        ir.Assign(ir.Global("uint64", np.uint64, where), cast, where),
        ir.Assign(call, result, where),
    ]


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
