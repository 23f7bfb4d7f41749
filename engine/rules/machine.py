"""The only door into the state: commands in, events out, nothing else touched.

`apply` runs a batch through kernels, one an area of commands: compiled, or plain Python while
compiled ones are on their way, which gives the same bytes. It is a pure function of the state and
the commands: no clock, randomness, files, floats or hash order. Every command yields one
acknowledgement and then its consequences.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.commands import COMMAND, Area, CommandArray
from engine.compiler.jit import PLAIN, Entry, plainly
from engine.errors import OutboxTooSmall, SequenceBroken
from engine.events import EventArray
from engine.rules.areas import area_of
from engine.rules.kernels import KERNELS
from engine.rules.state import StateArray, capacity_of, empty_outbox

RULES_VERSION = 1  # raised when any command would be decided otherwise than before

Kernel = Callable[[StateArray, CommandArray, NDArray[np.void], int], tuple[int, int]]


def _plain_kernel(entry: Entry) -> Kernel:
    def decide(
        state: StateArray, commands: CommandArray, outbox: NDArray[np.void], first: int
    ) -> tuple[int, int]:
        # where memory is asked for ahead, any number is taken for a price; compiled ones wrap
        with np.errstate(over="ignore"):
            reached, emitted = entry.plain(
                plainly(state), plainly(commands), plainly(outbox), first
            )
        return int(reached), int(emitted)

    return decide


_PLAIN = tuple(map(_plain_kernel, KERNELS))


def apply(state: StateArray, commands: CommandArray, outbox: NDArray[np.void]) -> tuple[int, int]:
    """Apply a batch of stamped commands.

    state: from `empty_state`, changed in place. commands: COMMAND records whose `sequence` goes on
    from the state's by one and whose `time_ns` never falls. outbox: from `empty_outbox` of the same
    capacity; its `records` hold the events afterwards. Returns (commands applied, events emitted);
    stops early when the next command might not fit the outbox. Raises SequenceBroken when the batch
    does not follow the state, ValueError when an array has another dtype.
    """
    if commands.dtype is not COMMAND and commands.dtype != COMMAND:
        raise ValueError(f"commands of dtype {commands.dtype}: COMMAND is allowed")
    count = len(commands)
    if count == 0:
        return 0, 0
    last_state, last_outbox, kernel = _last
    if (
        last_state() is not state
        or last_outbox() is not outbox
        or not (count == 1 or commands.flags.c_contiguous)
    ):
        kernel = _kernel(Area.ORDERS, state, commands, outbox)
    reached, emitted = kernel(state, commands, outbox, 0)
    if reached < 0:
        raise SequenceBroken(_broken(state, commands))
    while reached < count:
        before = reached
        area = area_of(int(commands["kind"][before]))
        reached, emitted = _kernel(area, state, commands, outbox)(state, commands, outbox, before)
        if reached == before:
            break
    return reached, emitted


Dtypes = tuple[np.dtype[np.void], np.dtype[np.void]]  # of a state and of its outbox
_COMPILED: dict[tuple[int, np.dtype[np.void], np.dtype[np.void]], Kernel] = {}
_AWAITED: set[Dtypes] = set()

# The arrays that were last applied to and the kernel found for them: a caller with one order at a
# time uses the same ones.
_last: tuple[Callable[[], StateArray | None], Callable[[], NDArray[np.void] | None], Kernel] = (
    lambda: None,
    lambda: None,
    _PLAIN[Area.ORDERS],
)


def _remember(state: StateArray, outbox: NDArray[np.void], kernel: Kernel) -> None:
    global _last
    _last = weakref.ref(state), weakref.ref(outbox), kernel


def _kernel(
    area: int, state: StateArray, commands: CommandArray, outbox: NDArray[np.void]
) -> Kernel:
    """An area's kernel compiled for these arrays: asked of numba once, because it takes longer to
    find than one command.

    Arrays that cannot be handed over as they lie (a state that may not be written, every other
    command) go through numba.
    """
    as_they_lie = (
        state.flags.carray
        and outbox.flags.carray
        and (len(commands) == 1 or commands.flags.c_contiguous)
    )
    if as_they_lie and (found := _COMPILED.get((area, state.dtype, outbox.dtype))):
        if area == Area.ORDERS:
            _remember(state, outbox, found)
        return found
    if PLAIN or (state.dtype, outbox.dtype) in _AWAITED:
        return _PLAIN[area]
    return compile_area(area, (state.dtype, outbox.dtype)) if as_they_lie else _any_arrays(area)


def await_compiled(dtypes: Dtypes) -> None:
    """Decide commands for such arrays by the plain kernels until `compile_area` brings the compiled
    ones.
    """
    _AWAITED.add(dtypes)


def compile_area(area: int, dtypes: Dtypes) -> Kernel:
    """An area's kernel for a capacity's dtypes, compiled now or loaded as compiled before; `apply`
    takes it from now on.
    """
    from engine.compiler.machine_code import compile_kernel

    state, outbox = dtypes
    kernel: Kernel = compile_kernel(KERNELS[area], state, COMMAND, outbox, None)
    _COMPILED[area, state, outbox] = kernel
    return kernel


def _any_arrays(area: int) -> Kernel:
    from engine.compiler.machine_code import compiled_form

    kernel: Kernel = compiled_form(KERNELS[area])
    return kernel


def _broken(state: StateArray, commands: CommandArray) -> str:
    expected = int(state["venue"]["sequence"][0]) + 1
    first, last = int(commands["sequence"][0]), int(commands["sequence"][-1])
    return (
        f"commands {first} to {last} ({len(commands)} records): {expected} is expected next,"
        " without a hole"
    )


def apply_all(
    state: StateArray, commands: CommandArray, outbox: NDArray[np.void] | None = None
) -> EventArray:
    """Apply a whole batch and return its events as a fresh EVENT array.

    Raises as `apply`, and OutboxTooSmall.
    """
    if outbox is None:
        outbox = empty_outbox(capacity_of(state))
    pieces = []
    done = 0
    while done < len(commands):
        applied, emitted = apply(state, commands[done:], outbox)
        if applied == 0:
            raise OutboxTooSmall(
                f"{len(outbox['records'][0])} events do not hold what one command may cause"
            )
        pieces.append(outbox["records"][0][:emitted].copy())
        done += applied
    return np.concatenate(pieces) if pieces else outbox["records"][0][:0].copy()
