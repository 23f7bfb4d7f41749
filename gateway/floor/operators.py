"""Whose keys the numbers of operators are, and who may not log on while a kill lasts."""

from __future__ import annotations

import numpy as np

from engine.commands import CommandKind
from engine.events import EventArray
from engine.rules.kill_views import kills_of_operators, log_ons_refused
from engine.rules.state import StateArray
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import KeyFileError, RequestError
from gateway.protocol.key_table import STAFF, KeyEntry
from gateway.protocol.operations import Operation
from gateway.protocol.wire import Message

KEYS_SAID_MAX = 1_000  # keys in a reply or in an error
KILLS = (
    CommandKind.KILL_ACCOUNT,
    CommandKind.RELEASE_ACCOUNT,
    CommandKind.KILL_OPERATOR,
    CommandKind.RELEASE_OPERATOR,
)


class Operators:
    """The venue's keys by their numbers, beside the kills of the state.

    A revoked key still has its number: orders that it entered may rest.
    """

    def __init__(self, state: StateArray, keys: PublicKeys) -> None:
        self._state = state
        self._keys = keys
        self._refused = log_ons_refused(state)
        self._read: tuple[int, dict[int, str], frozenset[int]] = -1, {}, frozenset()

    def name_of(self, number: int) -> str:
        """Id of the key of that number, which may be revoked; its number where it is not known."""
        return self._known()[0].get(number, f"key number {number}")

    def staff_numbers(self) -> frozenset[int]:
        """Numbers of the keys of the exchange's staff."""
        return self._known()[1]

    def _known(self) -> tuple[dict[int, str], frozenset[int]]:
        """Names of keys and numbers of staff as they were read last."""
        if (version := self._keys.version()) != self._read[0]:
            try:
                entries = self._keys.entries()
            except KeyFileError:
                return self._read[1:]
            names = {entry.number: entry.key for entry in entries}
            staff = frozenset(entry.number for entry in entries if entry.role == STAFF)
            self._read = version, names, staff
        return self._read[1:]

    def take_in(self, events: EventArray) -> None:
        """Learn who may not log on, where events of a batch are about kills."""
        if np.isin(events["command_kind"], KILLS).any():
            self._refused = log_ons_refused(self._state)

    def refuses_log_on(self, grant: Grant) -> bool:
        """Whether a kill refuses log-on to the key; may be asked on any thread."""
        return self._refused.contain(grant.account, grant.number)

    def account_of(self, account: int, number: int) -> int:
        """Account of the key with that number, 0 of a key without one.

        account: whose key it has to be, 0: anyone's. Raises RequestError.
        """
        numbers = {entry.number: entry.account for entry in self._entries(account)}
        if number not in numbers:
            whose = f"account {account} has" if account else "the venue has"
            raise RequestError(
                "operator_unknown",
                f"{whose} no key number {number}",
                field="operator",
                value=number,
                allowed=sorted(numbers)[:KEYS_SAID_MAX],
            )
        return numbers[number]

    def staff(self, operation: Operation) -> list[KeyEntry]:
        """The keys in force that may ask an act of the exchange's staff, by their numbers.

        Raises RequestError.
        """
        return [
            each
            for each in self._entries(0)
            if each.role == STAFF and not each.revoked and operation.is_for(each.duties)
        ]

    def entries(self) -> list[KeyEntry]:
        """All keys, by their numbers. Raises RequestError."""
        return self._entries(0)

    def is_killed(self, number: int) -> bool:
        """Whether there is a kill of that number; its key may be gone."""
        return any(each.operator == number for each in kills_of_operators(self._state))

    def said(self, account: int, number: int) -> list[Message] | None:
        """Number and name of one key, or (number 0) of an account's; None: keys.json is unreadable.

        At most 1,000, by their numbers.
        """
        try:
            entries = self._entries(account)
        except RequestError:
            return None
        chosen = [entry for entry in entries if number in (0, entry.number)]
        return [{"operator": each.number, "key": each.key} for each in chosen[:KEYS_SAID_MAX]]

    def _entries(self, account: int) -> list[KeyEntry]:
        """Keys of an account, 0: of all, by their numbers. Raises RequestError."""
        try:
            entries = self._keys.entries()
        except KeyFileError as error:
            rule = "the venue cannot read whose keys these are; an account can be killed"
            raise RequestError(error.code, rule, field="operator") from error
        return [entry for entry in entries if account in (0, entry.account)]
