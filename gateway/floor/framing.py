"""Answers and events as frames."""

from __future__ import annotations

from engine.events import EventArray
from gateway.floor.answers import fault_reply, refused_reply
from gateway.floor.recall import Recall
from gateway.floor.turn import EventFrames
from gateway.protocol.errors import StorageFailed
from gateway.protocol.operations import Way
from gateway.protocol.session import Work
from gateway.protocol.wire import Frame, Message, encode
from gateway.reports.event_maps import event_maps
from gateway.reports.words import Codes

EVENTS_PER_FRAME_MAX = 500


def stamp(work: Work, now_ns: int) -> None:
    """Say in a work's answers when it came, and that they go out now."""
    for answer in work.answers:
        answer["received_ns"], answer["sent_ns"] = work.received_ns, now_ns


def answer_frames(work: Work) -> list[Frame]:
    """A work's answers in frames: those of questions, which may be long, in frames of their own.

    An answer that cannot be encoded becomes `internal_error`.
    """
    answers, text = work.answers, work.session.text
    try:
        if len(answers) == 1:
            return [encode(answers[0], text)]
        return _encoded(work, text)
    except Exception:  # noqa: BLE001
        for place, (request, answer) in enumerate(zip(work.requests, answers, strict=True)):
            try:
                encode(answer, text)
            except Exception as fault:  # noqa: BLE001
                answers[place] = fault_reply(work, request, fault)
        return _encoded(work, text)


def _encoded(work: Work, text: bool) -> list[Frame]:
    frames: list[Frame] = []
    short: list[Message] = []
    for request, answer in zip(work.requests, work.answers, strict=True):
        if request.operation is not None and request.operation.way is Way.QUERY:
            frames += [encode(short, text)] if short else []
            frames.append(encode(answer, text))
            short = []
        else:
            short.append(answer)
    if short:
        frames.append(encode(short if len(short) > 1 else short[0], text))
    return frames


def storage_failed_frames(work: Work, error: StorageFailed) -> list[Frame]:
    """The answers a work has, and for the rest of its requests that the outcome is unknown."""
    for request in work.requests[len(work.answers) :]:
        work.answers.append(refused_reply(request, error.as_map()))
    return answer_frames(work)


def event_frames(events: EventArray, codes: Codes, text: bool) -> EventFrames:
    """Events in frames of at most 500."""
    maps = event_maps(events, codes)
    first, frames = int(events["sequence"][0]), []
    for start in range(0, len(maps), EVENTS_PER_FRAME_MAX):
        piece = maps[start : start + EVENTS_PER_FRAME_MAX]
        last, frame = _event_frame(piece, first + start, text)
        frames.append((first + start, last, frame))
    return frames


def event_frame(
    recall: Recall, codes: Codes, first: int, before: int, text: bool
) -> tuple[int, Frame]:
    """Events from `first` on and before number `before`, 500 at most, read back as one frame; the
    number of the next.
    """
    events = recall.read(first, min(EVENTS_PER_FRAME_MAX, before - first))
    last, frame = _event_frame(event_maps(events, codes), first, text)
    return last + 1, frame


def _event_frame(maps: list[Message], first: int, text: bool) -> tuple[int, Frame]:
    last = first + len(maps) - 1
    return last, encode({"type": "events", "first": first, "last": last, "events": maps}, text)
