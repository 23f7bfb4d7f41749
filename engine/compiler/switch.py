"""A kernel that hands a command to the rule of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.compiler.jit import compiled

Rule = Callable[..., Any]


def switch(name: str, rules: Mapping[int, Rule], otherwise: int) -> Rule:
    """A kernel (state, outbox, command, acknowledgement) that runs the rule of the command's kind.
    It returns the rule's result, or `otherwise` where the kind has no rule.

    It is written as text and then compiled like any other kernel: compiled code calls only
    functions that it names, and cannot look one up in a table.
    """
    lines = [f"def {name}(state, outbox, command, ack):", "    kind = command.kind"]
    for number in sorted(rules):
        lines += [
            f"    if kind == {number}:",
            f"        return rule_{number}(state, outbox, command, ack)",
        ]
    lines.append(f"    return {otherwise}")
    names: dict[str, Any] = {f"rule_{number}": rule for number, rule in rules.items()}
    exec(compile("\n".join(lines), f"<{name}>", "exec"), names)
    return compiled(names[name])  # type: ignore[no-any-return]
