"""The errors of the settlement bridge: one family, each with a code and, where a field is at fault,
what is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.protocol.errors import RequestError


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, as data: replies carry it and tables keep it."""

    code: str
    field: str | None = None
    value: object = None
    allowed: object = None
    message: str = ""
    retry_after_ms: int | None = None  # where it passes by itself


def as_error(refusal: Refusal) -> RequestError:
    """A refusal as the error of a reply; one of a file says in its words too where in the file."""
    in_a_file = refusal.field is not None and refusal.field.startswith("line ")
    message = f"{refusal.field}: {refusal.message}" if in_a_file else refusal.message
    return RequestError(
        refusal.code,
        message,
        field=refusal.field,
        value=refusal.value,
        allowed=refusal.allowed,
        retry_after_ms=refusal.retry_after_ms,
    )


class SettlementError(Exception):
    """Anything that goes wrong in this room."""


class RegistryInUse(SettlementError):
    """Another bridge already works on this registry."""


class RegistryUnreadable(SettlementError):
    """The database is no registry, or one of another version."""


class StorageFailed(SettlementError):
    """The database refused; what was being written was not done. Only a restart goes on."""


class StorageAway(StorageFailed):
    """The database's server cannot be reached, or went away in the middle: a later attempt may
    do.
    """


class BooksDisagree(SettlementError):
    """Holdings and blocks of serial numbers contradict each other; nothing was done."""


class CopyRefused(SettlementError):
    """A copy of the registry that would overwrite something, or does not add up."""


class VenueDiffers(SettlementError):
    """The feed belongs to another venue than the one this registry settles for."""


class TapeBroken(SettlementError):
    """The feed's settlement stream contradicts what is already in the registry."""


class ExchangeAway(SettlementError):
    """The gateway cannot be reached, or went away before it answered: the outcome is unknown until
    it is asked.
    """


class OutcomeUnknown(SettlementError):
    """The reply to what moves or issues was lost; its client reference lets it be asked again."""


class SettlementHeld(SettlementError):
    """A day's settlement waits for trades in default that may still be made good."""


class SettlementStopped(SettlementError):
    """A day's settlement cannot go on without somebody looking at it; the day's `problem` says
    why.
    """


class CatchUpStopped(SettlementError):
    """What the exchange has applied does not follow from the registry's books; somebody has to
    enter what is missing first.
    """


class AuditBroken(SettlementError):
    """A file of the audit that is not as it was written."""
