"""A lane of what waits for a turn: accounts take turns in it, and the sessions of an account do.

An account that has used more than its part of a turn goes on when the others have had theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from gateway.floor.batch import Submission
from gateway.protocol.conversation import Request
from gateway.protocol.operations import Way
from gateway.protocol.session import Session, Work

QUANTUM, QUANTUM_LEAST = 32, 4  # of an account, before the next one has its part
PARTIES = 8  # have their part of a lane's weight at least, where that is small
Waiting = Work | Submission
Chosen = dict[Work, int]  # each with the request before which the turn stops


class Costs:
    """What requests are expected to weigh: a question as much as the last one of its account."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int | str, str], int] = {}

    def of(self, waiting: Waiting) -> int:
        """What all that waits in a work is expected to weigh."""
        if isinstance(waiting, Submission):
            return len(waiting.commands)
        if waiting.columns is not None:
            return len(waiting.requests)
        party = waiting.session.party
        if len(waiting.requests) == 1:
            return self.expected(party, waiting.requests[0])
        return sum(self.expected(party, each) for each in waiting.requests)

    def expected(self, party: int | str, request: Request) -> int:
        """What a request of that party will weigh."""
        operation = request.operation
        if operation is None:
            return 1
        weight = operation.weight
        if operation.way is not Way.QUERY or not weight.rows:
            return weight.each
        return self._seen.get((party, operation.name), weight.most)

    def learn(self, party: int | str, request: Request, weight: int) -> int:
        """Take in what a request has weighed; how much more that is than was expected."""
        more = weight - self.expected(party, request)
        if request.operation is not None:
            self._seen[party, request.operation.name] = weight
        return more


class Party:
    """The works of one account, or of one key without an account, by session.

    `credit`: the weight that it may use before others are next.
    """

    __slots__ = ("costs", "credit", "lines", "name")

    def __init__(self, name: int | str, costs: Costs) -> None:
        self.name, self.costs = name, costs
        self.credit = 0
        self.lines: dict[Session, deque[Work]] = {}

    def portion(self, work: Work, begin: int, weight: int) -> tuple[int, int]:
        """Where a work's requests from `begin` on reach a weight, and what they weigh together."""
        if work.columns is not None:
            return len(work.requests), len(work.requests)
        end, taken = begin, 0
        while end < len(work.requests) and (taken < weight or end == begin):
            taken += self.costs.expected(self.name, work.requests[end])
            end += 1
        return end, taken


class Lane:
    """Works that share one part of a turn. Surplus round robin over their parties."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self._parties: dict[int | str, Party] = {}
        self._ring: deque[Party] = deque()  # those with works

    def party(self, name: int | str) -> Party:
        """The party of that name."""
        if name not in self._parties:
            self._parties[name] = Party(name, self._costs)
        return self._parties[name]

    def put(self, party: Party, work: Work, first: bool = False) -> None:
        """Take a work in, after the others of its session or before them."""
        if not party.lines:
            self._ring.append(party)
        line = party.lines.setdefault(work.session, deque())
        (line.appendleft if first else line.append)(work)

    def choose(self, chosen: Chosen, weight: int) -> int:
        """Choose works of about that weight, and take out those chosen as a whole; what they
        weigh.
        """
        left, ring = weight, self._ring
        quantum = min(max(weight // PARTIES, QUANTUM_LEAST), QUANTUM)
        while left > 0 and ring:
            party = ring.popleft()
            party.credit += quantum
            while party.credit > 0 and party.lines and left > 0:
                taken = self._choose_next(party, chosen, min(party.credit, left))
                party.credit -= taken
                left -= taken
            if party.lines:
                ring.append(party)
            else:
                party.credit = min(party.credit, 0)
        return weight - left

    @staticmethod
    def _choose_next(party: Party, chosen: Chosen, weight: int) -> int:
        session, line = next(iter(party.lines.items()))
        work = line[0]
        end, taken = party.portion(work, max(work.planned, chosen.get(work, 0)), weight)
        chosen[work] = end
        if end == len(work.requests):
            line.popleft()
            del party.lines[session]  # the others of the account are next
            if line:
                party.lines[session] = line
        return taken

    def take_out(self, party: Party, session: Session) -> deque[Work]:
        """Everything that waits of a session."""
        line = party.lines.pop(session, deque())
        if line and not party.lines:
            self._ring.remove(party)
        return line

    def works(self) -> Iterator[Work]:
        """Everything that waits."""
        for party in self._ring:
            for line in party.lines.values():
                yield from line
