"""What waits for a turn of the floor, and who is next.

A turn takes a bounded weight of requests. Staff, bridge, feed, cancels and all other requests of
members wait in lanes of their own, each with a weight in every turn, so that none of them waits for
another. Within a lane accounts take turns, and within an account its sessions do: an account that
has used more than its part of a turn goes on when the others have had theirs. Requests of one
session keep their order, and what a turn takes is done in the order of its arrival.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from gateway.floor.batch import Submission
from gateway.protocol.conversation import Request
from gateway.protocol.operations import Way
from gateway.protocol.session import Session, Work

TURN_WEIGHT = 1_024  # of a turn at most
TURN_LEAST = 128  # of a turn on a machine that is slow just now
TURN_NS = 20_000_000  # of a turn, beside the log and the engine
LANE_PARTS = 4  # each lane before the last has this part of a turn, the last one at least half
QUANTUM = 32  # of an account, before the next one has its part
LANES = ("exchange", "bridge", "feed", "cancels", "members")
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
        while left > 0 and ring:
            party = ring.popleft()
            party.credit += QUANTUM
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


@dataclass(slots=True)
class Wait:
    """Where the works of a session wait, and how many; they stay together until none is left."""

    lane: Lane
    party: Party
    count: int = 0


class FairQueue:
    """Everything that waits, in its lanes."""

    def __init__(self) -> None:
        self._costs = Costs()
        self._lanes = {name: Lane(self._costs) for name in LANES}
        self._fresh: list[Waiting] = []  # not in a lane yet
        self._submissions: deque[Submission] = deque()
        self._arrivals = 0
        self._weight = TURN_WEIGHT
        self._of_session: dict[Session, Wait] = {}

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._fresh or self._submissions or self._of_session)

    def __iter__(self) -> Iterator[Waiting]:
        """Everything that waits."""
        yield from self._fresh
        yield from self._submissions
        for lane in self._lanes.values():
            yield from lane.works()

    def put(self, waiting: Waiting) -> None:
        """Take something in."""
        self._arrivals += 1
        waiting.arrival = self._arrivals
        self._fresh.append(waiting)

    def _enter(self, waiting: Waiting) -> None:
        """Have it wait in its lane."""
        if isinstance(waiting, Submission):
            self._submissions.append(waiting)
            return
        session = waiting.session
        wait = self._of_session.get(session)
        if wait is None:
            lane = self._lanes[_lane_of(waiting)]
            wait = self._of_session[session] = Wait(lane, lane.party(session.party))
        wait.count += 1
        wait.lane.put(wait.party, waiting)

    def turn(self, take: Callable[[Waiting, int], bool]) -> None:
        """Have what the next turn takes planned, in the order of its arrival.

        `take` plans a work up to the request of that number, and says whether it is done with it;
        what it is not done with waits on.
        """
        fresh, self._fresh = self._fresh, []
        if self._submissions or self._of_session or sum(map(self._costs.of, fresh)) > self._weight:
            for each in fresh:
                self._enter(each)
            self._choose(take)
        else:  # all of it is less than a turn takes
            for each in fresh:
                if not take(each, 0 if isinstance(each, Submission) else len(each.requests)):
                    self._enter(each)

    def _choose(self, take: Callable[[Waiting, int], bool]) -> None:
        chosen: Chosen = {}
        spare = self._weight
        for name in LANES[:-1]:
            spare -= self._lanes[name].choose(chosen, self._weight // LANE_PARTS)
        self._lanes[LANES[-1]].choose(chosen, max(spare, self._weight // 2))
        submissions, self._submissions = self._submissions, deque()
        waiting: list[Waiting] = sorted([*submissions, *chosen], key=lambda each: each.arrival)
        left = [each for each in waiting if not self._taken(each, chosen, take)]
        for each in reversed(left):
            if isinstance(each, Submission):
                self._submissions.appendleft(each)
            elif chosen[each] == len(each.requests):
                wait = self._of_session[each.session]
                wait.lane.put(wait.party, each, first=True)

    def _taken(
        self, waiting: Waiting, chosen: Chosen, take: Callable[[Waiting, int], bool]
    ) -> bool:
        if isinstance(waiting, Submission):
            return take(waiting, 0)
        if not take(waiting, chosen[waiting]):
            return False
        wait = self._of_session[waiting.session]
        wait.count -= 1
        if not wait.count:
            del self._of_session[waiting.session]
        return True

    def put_back(self, work: Work) -> None:
        """Have a work that was taken as a whole wait again, before what its session sent later."""
        session = work.session
        if session not in self._of_session:
            lane = self._lanes[_lane_of(work)]
            self._of_session[session] = Wait(lane, lane.party(session.party))
        wait = self._of_session[session]
        wait.count += 1
        wait.lane.put(wait.party, work, first=True)

    def keep_pace(self, ns: int) -> None:
        """How long the last turn took: while turns take long they are given less."""
        if ns > TURN_NS:
            self._weight = max(TURN_LEAST, self._weight * 3 // 4)
        elif self._weight < TURN_WEIGHT:
            self._weight = min(TURN_WEIGHT, self._weight + TURN_LEAST // 4)

    def learn(self, session: Session, request: Request, weight: int) -> None:
        """What a request has weighed: what it was more or less than expected counts in the turns to
        come.
        """
        more = self._costs.learn(session.party, request, weight)
        self._lanes[_lane_of_role(session)].party(session.party).credit -= more

    def take_out(self, sessions: Collection[Session]) -> list[Work]:
        """Everything that waits of these sessions, by session in its order."""
        found: list[Work] = []
        fresh, self._fresh = self._fresh, []
        for each in fresh:
            self._enter(each)
        for session in sessions:
            if session in self._of_session:
                wait = self._of_session.pop(session)
                found += wait.lane.take_out(wait.party, session)
        return found

    def drop(self) -> list[Waiting]:
        """Give up everything that waits."""
        dropped = list(self)
        self._fresh.clear()
        self._submissions.clear()
        self.take_out(list(self._of_session))
        return dropped


def _lane_of(work: Work) -> str:
    """The lane of the first work of a session that waits."""
    lane = _lane_of_role(work.session)
    if lane != LANES[-1] or work.columns is not None:
        return lane
    operations = (request.operation for request in work.requests)
    cancels = all(each is not None and each.way is Way.CANCEL for each in operations)
    return "cancels" if cancels else lane


def _lane_of_role(session: Session) -> str:
    grant = session.grant
    return grant.role if grant is not None and grant.role in LANES else LANES[-1]
