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
from gateway.floor.lane import Chosen, Costs, Lane, Party, Waiting
from gateway.protocol.conversation import Request
from gateway.protocol.operations import Way
from gateway.protocol.session import Session, Work

TURN_WEIGHT = 1_024  # of a turn at most
TURN_LEAST = 32  # of a turn on a machine that is slow just now
TURN_MORE = 16  # by which a turn grows again after one that was short
TURN_NS = 1_200_000  # of a turn, beside the log and the engine: nobody waits for two long ones
LANE_PARTS = 4  # each lane before the last has this part of a turn, the last one at least half
LANES = ("exchange", "bridge", "feed", "cancels", "members")


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
            self._weight = max(TURN_LEAST, self._weight * TURN_NS // ns)
        elif self._weight < TURN_WEIGHT:
            self._weight = min(TURN_WEIGHT, self._weight + TURN_MORE)

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
