"""Answers to dry runs: what an act would be answered, and cause, if it were done now.

A dry run is drafted, decided and answered as the act itself, on a copy of the state, after all
commands of the batch. It holds up the next one, so its time is weighed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.errors import DryRunNotReady
from engine.events import EventKind
from engine.record.sequencer import Sequencer
from gateway.drafts.records import assemble
from gateway.floor.answers import Answers, refused_reply
from gateway.floor.batch import count_texts
from gateway.floor.drafting import Drafting
from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError
from gateway.protocol.gates import KIND_OF_WAY, Kind
from gateway.protocol.session import Work
from gateway.protocol.wire import Message
from gateway.reports.consequences import consequences
from gateway.reports.rows import EventRows
from gateway.reports.words import Codes

RETRY_MS = 500
# A dry run weighs one for each piece of this length of the time that it takes, up to a fifth of
# what a session may ask in a second: one alone never keeps what follows out.
WEIGHT_NS, WEIGHT_MAX = 20_000, 1_000


class DryRuns:
    """`drafting` knows the venue as it is between two batches; `now_ns` measures."""

    def __init__(
        self,
        sequencer: Sequencer,
        answers: Answers,
        codes: Codes,
        drafting: Drafting,
        now_ns: Callable[[], int],
    ) -> None:
        self._sequencer, self._answers, self._codes = sequencer, answers, codes
        self._drafting, self._now_ns = drafting, now_ns

    def answer(self, work: Work, request: Request) -> Message:
        """What the act would be answered, with its consequences where it would be accepted."""
        begun_ns = self._now_ns()
        answer = self._answer(work, request)
        assert request.operation is not None
        kind = KIND_OF_WAY.get(request.operation.way, Kind.REQUESTS)
        work.owe(kind, min((self._now_ns() - begun_ns) // WEIGHT_NS, WEIGHT_MAX))
        return answer

    def _answer(self, work: Work, request: Request) -> Message:
        grant = work.session.grant
        assert grant is not None
        try:
            drafts = self._drafting.drafts(request, grant, dry=True)
            done = self._sequencer.dry_run(assemble(drafts))
        except RequestError as refusal:
            return refused_reply(request, refusal.as_map())
        except DryRunNotReady as error:
            later = RequestError("dry_run_not_ready", str(error), retry_after_ms=RETRY_MS)
            return refused_reply(request, later.as_map())
        rows = EventRows(done.events)
        places = np.flatnonzero(done.events["kind"] <= EventKind.REFUSED).tolist()
        own = [*places[count_texts(drafts) :], len(done.events)]
        answer = self._answers.to_command(request, rows, own, {})
        if answer["ok"]:
            caused = consequences(done.events, done.state, self._codes)
            answer["dry_run"] = caused | {"awaits_approval": self._drafting.holds(request)}
        if work.session.stamped:
            answer["time_ns"] = rows.at(own[0]).time_ns
        return answer
