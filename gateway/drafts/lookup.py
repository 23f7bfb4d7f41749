"""What drafts of commands are made of, and what they ask about the venue.

A draft is a map of COMMAND fields. What it needs to know of the venue (the number of a code, the
order of a client order id) it asks a `Lookup`; that may answer `NotYet`, when the answer depends on
a command of the batch in the making.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from gateway.protocol.auth import Grant

Draft = dict[str, Any]
Fields = dict[str, Any]


class NotYet(Exception):
    """The request depends on a command of the same batch: it goes into the next one."""


class Lookup(Protocol):
    """What drafts ask about the venue."""

    def instrument_number(self, code: bytes) -> int:
        """Number of a listed code. Raises RequestError, NotYet."""

    def order_number(self, account: int, client_order_id: bytes) -> int:
        """Order entered under a client order id today. Raises RequestError, NotYet."""

    def draw(self, bits: int) -> int:
        """Random bits."""

    def account_of_key(self, account: int, number: int) -> int:
        """Account of a key, 0 of one without; `account`: whose it is to be, 0: anyone's.

        Raises RequestError.
        """

    def alert_raised_ns(self, number: int) -> int:
        """When an alert was raised. Raises RequestError for one that is not known."""

    def is_killed(self, number: int) -> bool:
        """Whether there is a kill of an operator."""

    def listing_parameters(self) -> dict[int, int]:
        """Parameters that a new instrument has by the rule book of the venue's market, where they
        are not the default.
        """

    def may_list(self, code: bytes, number: int) -> bool:
        """Whether the engine will accept this listing.

        Raises RequestError when the code is taken, NotYet.
        """


class Asked(NamedTuple):
    """A request: its checked fields, whose it is, and whom to ask about the venue."""

    fields: Fields
    grant: Grant
    lookup: Lookup
