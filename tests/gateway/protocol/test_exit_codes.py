"""An exit code names whether a new start can help."""

import errno

import pytest

from gateway.protocol.errors import AuthError, KeysMissing
from gateway.protocol.exit_codes import ExitCode, exit_code, leaves

CODES = {AuthError: ExitCode.REFUSED, ConnectionError: ExitCode.IN_USE}


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (KeysMissing("x"), ExitCode.REFUSED),
        (ConnectionResetError(errno.ENOSPC, "x"), ExitCode.IN_USE),
        (OSError(errno.ENOSPC, "x"), ExitCode.DISK),
        (OSError(errno.EROFS, "x"), ExitCode.REFUSED),
        (PermissionError(errno.EACCES, "x"), ExitCode.REFUSED),
        (OSError(errno.EADDRINUSE, "x"), ExitCode.FAILED),
        (ValueError("x"), ExitCode.FAILED),
    ],
)
def test_the_kind_of_a_failure_counts_then_its_number(failure: Exception, code: ExitCode) -> None:
    assert exit_code([failure], CODES) == code


def test_of_several_failures_the_one_that_lasts_counts() -> None:
    group = ExceptionGroup("x", [ValueError(), ExceptionGroup("y", [AuthError("x"), OSError()])])
    assert exit_code(leaves(group), CODES) == ExitCode.REFUSED
