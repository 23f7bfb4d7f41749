"""Frames to maps and back: MessagePack in binary frames, JSON in text frames, the same maps in
both.

What `decode` lets through is bounded: maps with text keys; texts that are valid Unicode; numbers;
bytes; true, false, null; lists and maps nested to a small depth. Whether a value fits its field is
for the operation to say (gateway/protocol/operations.py), so that a price of 78.5 gets an answer
that names the field, under the request's own id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import IntEnum
from typing import Any, NoReturn

import msgpack

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.errors import FrameTooLarge, TooManyRequests, WireError

Frame = bytes | str
_SCALARS = (int, float, bytes, bool, type(None))
Message = dict[str, Any]

DEPTH_MAX = 8  # lists and maps inside each other
DIGITS_MAX = 40  # of a number in JSON; no field holds more than 19
VENUE_FRAME_MAX_BYTES = 4 * 1024 * 1024  # a frame from a server to a client
VENUE_MESSAGES_PER_FRAME_MAX = 1000  # maps in a frame from a server to a client


class Repeating(dict[str, Any]):
    """A map in which `key` comes twice, or in a map within it; it has the last value of each."""

    def __init__(self, message: Message, key: str) -> None:
        super().__init__(message)
        self.key = key


class _RepeatedWithin(Exception):
    """A key comes twice in a map within a message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class CloseCode(IntEnum):
    """Why a server closes a connection."""

    LOG_OFF = 1000
    VENUE_STOPS = 1001
    FRAME_TOO_LARGE = 1009
    INTERNAL_ERROR = 1011
    TRY_LATER = 1013
    LOG_ON_REFUSED = 4001
    RATE = 4008
    SLOW_READER = 4009
    HEARTBEAT_MISSED = 4010


def encode(message: Message | list[Message], text: bool) -> Frame:
    """A map, or a list of maps, as one frame: JSON when `text`, else MessagePack."""
    if text:
        return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    result: Frame = msgpack.packb(message)
    return result


def decode(
    frame: Frame,
    size_max: int = FRAME_MAX_BYTES,
    count_max: int = REQUESTS_PER_FRAME_MAX,
) -> list[Message]:
    """The maps of a frame, in order: of one from a client, unless other sizes are given. A map in
    which a key comes twice is a `Repeating`. Raises WireError and its kin.
    """
    if len(frame) > size_max:
        raise FrameTooLarge(
            f"a frame holds at most {size_max} bytes", value=len(frame), allowed=size_max
        )
    content = _parse_json(frame) if isinstance(frame, str) else _parse_msgpack(frame)
    messages: list[Message] = content if isinstance(content, list) else [content]
    if len(messages) > count_max:
        raise TooManyRequests(
            f"a frame holds at most {count_max} maps", value=len(messages), allowed=count_max
        )
    if not messages:
        raise WireError("a frame holds a map or a list of maps, this one holds an empty list")
    for place, message in enumerate(messages):
        if not isinstance(message, dict):
            raise WireError("a frame holds a map or a list of maps", value=message)
        try:
            _check_map(message, 1)
        except _RepeatedWithin as within:
            messages[place] = Repeating(message, within.key)
    return messages


def decode_from_venue(frame: Frame) -> list[Message]:
    """The maps of a frame from a server: the same rules with the larger sizes that servers keep
    to.
    """
    messages = decode(frame, VENUE_FRAME_MAX_BYTES, VENUE_MESSAGES_PER_FRAME_MAX)
    for message in messages:
        if isinstance(message, Repeating):
            raise WireError(f"the key {message.key!r} comes twice in a map", field=message.key)
    return messages


def _parse_msgpack(frame: bytes) -> Any:
    try:
        return msgpack.unpackb(frame, object_pairs_hook=_map_of, ext_hook=_no_extension)
    # msgpack raises ValueErrors, and UnicodeDecodeError is one
    except (ValueError, RecursionError) as error:
        raise WireError(
            f"the frame is not MessagePack: {str(error) or type(error).__name__}"
        ) from error


def _parse_json(frame: str) -> Any:
    try:
        return json.loads(
            frame,
            object_pairs_hook=_map_of,
            parse_int=_integer,
            parse_float=_inexact,
            parse_constant=_not_a_number,
        )
    except (ValueError, RecursionError) as error:
        raise WireError(
            f"the frame is not JSON: {str(error)[:200] or type(error).__name__}"
        ) from error


def _map_of(pairs: list[tuple[Any, Any]]) -> Message:
    message = dict(pairs)
    if len(message) != len(pairs):
        return Repeating(message, _twice(name for name, _ in pairs))
    return message


def _twice(names: Iterable[Any]) -> str:
    """The first of the names that comes a second time."""
    seen = set[Any]()
    for name in names:
        if name in seen:
            return name if type(name) is str else repr(name)
        seen.add(name)
    return ""


def _integer(text: str) -> int:
    return int(_short_number(text))


def _inexact(text: str) -> float:
    return float(_short_number(text))


def _short_number(text: str) -> str:
    if len(text) > DIGITS_MAX:
        raise WireError(f"a number has at most {DIGITS_MAX} digits", value=text)
    return text


def _not_a_number(text: str) -> NoReturn:
    raise WireError(f"{text} is no number in JSON", value=text)


def _no_extension(code: int, _data: bytes) -> NoReturn:
    raise WireError("MessagePack extension types are not used", value=code)


def _check_map(message: Message, depth: int) -> None:
    try:
        keys = "".join(message)
    except TypeError as error:
        raise WireError("keys of a map are texts") from error
    if not keys.isascii():
        for key in message:
            _check_text(key)
    for value in message.values():
        kind = type(value)
        if kind is not int and (kind is not str or not value.isascii()):
            _check_value(value, depth)


def _check_value(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value)
    elif kind is Repeating:
        raise _RepeatedWithin(value.key)
    elif kind is dict or kind is list:
        if depth >= DEPTH_MAX:
            raise WireError(
                f"lists and maps are nested at most {DEPTH_MAX} deep", allowed=DEPTH_MAX
            )
        if kind is dict:
            _check_map(value, depth + 1)
        else:
            for part in value:
                _check_value(part, depth + 1)
    elif kind not in _SCALARS:
        raise WireError("values are texts, numbers, true, false, null, lists and maps", value=value)


def _check_text(text: str) -> None:
    """Raise WireError when the text cannot be written as UTF-8 (a lone surrogate from a JSON
    escape).
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise WireError("a text is not valid Unicode") from error
