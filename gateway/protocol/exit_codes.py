"""How a server has ended, as an exit code: whether its starter should start it again."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the three servers and of `ceax serve`; of several the highest counts."""

    DONE = 0  # it was asked to stop
    FAILED = 1  # something went wrong: start it again, a limited number of times
    USAGE = 2  # a wrong command line: do not start it again
    DISK = 74  # the disk or the database refused: start it again, a limited number of times
    IN_USE = 75  # another process has its folder, or its database is away: start it again
    REFUSED = 78  # settings, keys, rights or damage: do not start it again


LASTING = frozenset({ExitCode.USAGE, ExitCode.REFUSED})  # a new start does not mend these
Codes = Mapping[type[BaseException], ExitCode]

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}


def exit_code(failures: Iterable[BaseException], codes: Codes) -> ExitCode:
    """What a server ends with after failures.

    `codes`: by the kind of a failure; the first kind that fits counts. An OSError that none fits
    goes by its number, and anything else is FAILED.
    """
    return max((_code(each, codes) for each in failures), default=ExitCode.FAILED)


def _code(failure: BaseException, codes: Codes) -> ExitCode:
    for kind, code in codes.items():
        if isinstance(failure, kind):
            return code
    number = failure.errno if isinstance(failure, OSError) else None
    if number in _RIGHTS:
        return ExitCode.REFUSED
    return ExitCode.DISK if number in _DISK else ExitCode.FAILED


def leaves(failure: BaseException) -> list[BaseException]:
    """The failures of a group, and of the groups in it; a single one as it is."""
    if isinstance(failure, BaseExceptionGroup):
        return [leaf for part in failure.exceptions for leaf in leaves(part)]
    return [failure]
