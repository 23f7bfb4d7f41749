"""Questions that read the state: each takes the checked fields of a request and gives the fields of
its reply.

They run on the thread that runs the batches, never beside one, and after every earlier command of
the same session. A question is answered by the function of its name.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.floor import (
    account_queries,
    act_queries,
    alert_queries,
    announcements,
    case_queries,
    day_queries,
    stream_queries,
    venue_queries,
)
from gateway.floor.answers import refused_reply
from gateway.floor.asked import Fields, Floor
from gateway.floor.turn import Turn
from gateway.protocol.conversation import Request
from gateway.protocol.errors import RequestError
from gateway.protocol.operations import LOG_ON, Way
from gateway.protocol.session import Session, Work
from gateway.protocol.table.rows import ROWS
from gateway.protocol.wire import Message

TIME = "time"
_SUBJECTS = (
    *(account_queries, day_queries, stream_queries, venue_queries),
    *(announcements, act_queries, alert_queries, case_queries),
)
_NAMES = {row.name for row in ROWS if row.way is Way.QUERY} | {LOG_ON.name}
QUERIES: dict[str, Callable[[Floor, Fields, Session], Fields]] = {
    name: function
    for subject in _SUBJECTS
    for name, function in vars(subject).items()
    if name in _NAMES
}


def answer_query(floor: Floor, work: Work, request: Request, turn: Turn) -> Message:
    """The reply to a question, or to what concerns the session alone."""
    operation, session = request.operation, work.session
    assert operation is not None
    reply: Message = {"type": "reply", "id": request.id, "ok": True}
    if operation.way is Way.SESSION:
        reply["server_time_ns"] = work.received_ns
    if operation.name == TIME:
        reply["received_ns"] = work.received_ns
    if operation.name not in QUERIES:
        return reply
    if operation is LOG_ON:
        session.log_on_refused = True  # unless it is taken here
        reply["received_ns"] = work.received_ns
    try:
        reply |= QUERIES[operation.name](floor, request.fields, session)
    except RequestError as error:
        if operation is LOG_ON:
            work.refuse_log_on(error.code)
        return refused_reply(request, error.as_map())
    if operation.name == "follow":
        turn.follows.append((session, floor.followers[session]))
    if operation is LOG_ON:
        reply["server_time_ns"] = floor.sequencer.now_ns()
        session.log_on_refused = False
        if session.guard:
            reply["guard"] = session.guard
        turn.joined.append(session)
    if floor.listeners.is_late(session):
        turn.reports_due.append(session)
    return reply
