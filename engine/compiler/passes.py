"""Stages of compilation that numba lacks: plain numbers, plain indices, a name for a part."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numba.core import ir
from numba.core.compiler_machinery import FunctionPass, LoweringPass, register_pass
from numba.core.ir_utils import mk_unique_var


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
