"""What the drafts of a batch in the making may know of the venue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.drafts.lookup import Draft, NotYet
from gateway.floor import duplicate_client_ids
from gateway.floor.alerts import Alerts
from gateway.floor.batch import Batch
from gateway.floor.directory import Directory
from gateway.floor.operators import Operators

READ_BACK_MAX = 16  # client ids of one batch that are looked up in the log


class BatchLookup:
    """The directory as the `batch` in the making sees it.

    What is pending in the batch is not known yet; and of orders so old that they have to be read
    back, only a few are looked up for one batch, so that nobody else waits long for it.
    """

    def __init__(
        self,
        directory: Directory,
        operators: Operators,
        draw: Callable[[int], int],
        alerts: Alerts,
    ) -> None:
        self._alerts = alerts
        self._directory = directory
        self._operators = operators
        self.draw = draw
        self.batch = Batch()
        self.read_back = 0  # client ids looked up in the log for this batch

    def instrument_number(self, code: bytes) -> int:
        """Number of a listed code. Raises RequestError, NotYet."""
        number = self._directory.numbers.get(code)
        if number is not None:
            return number
        if self.batch.listing:
            raise NotYet
        return self._directory.instrument_number(code)

    def order_number(self, account: int, client_order_id: bytes) -> int:
        """Order entered under a client order id today. Raises RequestError, NotYet."""
        self._check_known(account, client_order_id)
        names, recall = self._directory.client_orders, self._directory.recall
        return duplicate_client_ids.order_number(names, recall, account, client_order_id)

    def account_of_key(self, account: int, number: int) -> int:
        """Account of a key by its number; the key must be this account's. Raises RequestError."""
        return self._operators.account_of(account, number)

    def alert_raised_ns(self, number: int) -> int:
        """When an alert was raised. Raises RequestError."""
        return self._alerts.raised_ns(number)

    def is_killed(self, number: int) -> bool:
        """Whether there is a kill of an operator."""
        return self._operators.is_killed(number)

    def listing_parameters(self) -> dict[int, int]:
        """Parameters that a new instrument has by the rule book, where they are not the default."""
        return self._directory.listing_parameters()

    def may_list(self, code: bytes, number: int) -> bool:
        """Whether the engine will accept this listing.

        Raises RequestError when the code is taken, NotYet.
        """
        if self.batch.listing:
            raise NotYet
        return self._directory.may_list(code, number)

    def stored_answer(self, account: int, client_id: bytes, draft: Draft) -> int:
        """Number of the event that answered the same request before, 0 when there is none and the
        id may be used.

        Raises RequestError, NotYet.
        """
        if not self._check_known(account, client_id):
            self._require_room(account, draft)
            return 0
        names, recall = self._directory.client_orders, self._directory.recall
        answer = duplicate_client_ids.stored_answer(names, recall, account, client_id, draft)
        if not answer:  # another id has the same hash
            self._require_room(account, draft)
        return answer

    def are_new(self, account: int, names: Sequence[bytes]) -> bool:
        """Whether this account has used none of these client order ids today, names none of them
        twice, and has as many left.
        """
        entering, index = self.batch.entering, self._directory.client_orders
        if names and index.room(account) < self.batch.named[account] + len(names):
            return False
        if len(set(names)) < len(names) or (
            entering and any((account, name) in entering for name in names)
        ):
            return False
        return index.are_new(account, names)

    def _require_room(self, account: int, draft: Draft) -> None:
        """Raise RequestError where the account has no client id left today."""
        index, entering = self._directory.client_orders, self.batch.named[account]
        duplicate_client_ids.require_room(index, account, entering, draft["kind"])

    def _check_known(self, account: int, client_id: bytes) -> bool:
        """Whether the id may have been used today. Raises NotYet."""
        if (account, client_id) in self.batch.entering:
            raise NotYet
        answers = self._directory.client_orders.answers(account, client_id)
        if answers and not self._directory.recall.keeps(answers[0]):
            if self.read_back == READ_BACK_MAX:
                raise NotYet
            self.read_back += 1
        return bool(answers)
