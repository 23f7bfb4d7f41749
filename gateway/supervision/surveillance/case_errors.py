"""Errors of cases."""

from __future__ import annotations

from gateway.protocol.errors import GatewayError


class CasesFailed(GatewayError):
    """The database of cases cannot be opened, read or written."""

    code = "cases_failed"


class CasesUnreadable(CasesFailed):
    """The file in the place of the cases is damaged, or another database."""

    code = "cases_unreadable"


class CaseRefused(GatewayError):
    """An act on a case is refused; it names what is allowed."""

    code = "case_refused"
