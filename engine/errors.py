"""Everything the engine raises at its edges: disk, lock and log.

Inside the core errors are data (`engine.events.Reason`).
"""

from __future__ import annotations


class EngineError(Exception):
    """Root of the engine's exceptions."""


class LogInUse(EngineError):
    """Another engine holds the folder; only one may write."""


class StorageFailed(EngineError):
    """The disk refused a read, write or sync.

    What was being written has an unknown outcome; only a restart recovers.
    """


class LogDamaged(EngineError):
    """A log holds bytes that cannot be what was written, before the last batch whose sync is
    evidenced.
    """


class LogUnreadable(EngineError):
    """A file is no log of this venue, or one of a later format than this build reads."""


class LogOutdated(LogUnreadable):
    """A log is of an earlier format, or was decided by other rules: it can be read, not
    continued.
    """


class VenueRefused(EngineError):
    """A venue id is not allowed, or is not that of the log in the folder."""


class LogExists(EngineError):
    """A log would be written where one is already."""


class RetentionRefused(EngineError):
    """Segments of a log may not leave: too few days or snapshots would stay."""


class SnapshotRefused(EngineError):
    """A snapshot or chapter is not what was written, or not of this log and build; an older one or
    the log does instead.
    """


class EventsDiffer(EngineError):
    """Replaying the commands gives other events than those recorded: this build decides
    differently.
    """


class StateUnsound(EngineError):
    """Snapshot and log lead to a state that must not be served; it says what does not hold."""


class CommandsRefused(EngineError):
    """An array given to the sequencer is no batch of commands it can take."""


class SequencerClosed(EngineError):
    """The sequencer was closed; it takes nothing any more."""


class DryRunNotReady(EngineError):
    """Memory for the copy of a large venue is being taken; the dry run can be asked again."""


class ClockTurnedBack(EngineError):
    """A clock was to go backwards."""


class OutboxTooSmall(EngineError):
    """An event buffer is smaller than what one command may cause."""


class SequenceBroken(EngineError):
    """Commands do not follow the state, or each other, without a hole."""


class SimulationRefused(EngineError):
    """A simulated venue cannot do what is asked: unknown codes, parameters out of range, days out
    of order, falling times.
    """


class OrderFileRefused(EngineError):
    """A file of orders holds what cannot be taken: the file, the line, the field, the value and
    what is allowed are named.
    """


class FileUnreadable(EngineError):
    """A file is no text, or no table: the line, what is wrong there, and what is allowed."""

    def __init__(self, name: str, line: int, problem: str, allowed: str) -> None:
        where = f"{name}, line {line}" if name else f"line {line}"
        super().__init__(f"{where}: {problem}; {allowed}")
        self.line = line
        self.problem = problem
        self.allowed = allowed
