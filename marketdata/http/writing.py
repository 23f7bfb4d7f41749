"""An answer as a response: in its form, with its ETag, as the part that is wanted."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus

from gateway.protocol.errors import RequestError
from gateway.protocol.http import Part, Response
from gateway.protocol.http_head import Head
from marketdata.http.answer import Answer, Document, Rows, Stored, Written
from marketdata.http.forms import JSON, WRITERS, json_bytes, json_rows
from marketdata.http.requests import Asked

ASKED_AGAIN = "no-cache"  # kept by others, who ask each time whether it is still the same
ETAG_HEX = 32
OF_NOTHING_KNOWN = "application/octet-stream"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answered(head: Head, asked: Asked, answer: Answer) -> Response:
    """The response. Raises RequestError."""
    if isinstance(answer, Stored):
        return _stored(head, asked, answer)
    body, after = _body(asked, answer)
    tag = f'"{hashlib.sha256(body).hexdigest()[:ETAG_HEX]}"'
    link = () if after is None else (("Link", f'<{asked.next_url(after)}>; rel="next"'),)
    headers = (("ETag", tag), ("Vary", "Accept"), *link)
    if _is_known(head, tag):
        return _unchanged(headers)
    return Response(HTTPStatus.OK, body, asked.form.media, headers, cache=ASKED_AGAIN)


def _body(asked: Asked, answer: Rows | Document | Written) -> tuple[bytes, str | None]:
    """The body, and the key after which the next page begins."""
    if isinstance(answer, Written):
        return answer.body, None
    if isinstance(answer, Document):
        return json_bytes(answer.content), None
    if asked.form != JSON:
        return WRITERS[asked.form](answer.columns, answer.rows), answer.after
    following = None if answer.after is None else asked.next_url(answer.after)
    rows = json_rows(answer.columns, answer.rows)
    return json_bytes({"rows": rows, "next": following}), answer.after


def _unchanged(headers: tuple[tuple[str, str], ...]) -> Response:
    return Response(HTTPStatus.NOT_MODIFIED, headers=headers, cache=ASKED_AGAIN)


def _is_known(head: Head, tag: str) -> bool:
    """Whether a client has what a tag is of."""
    known = head.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in _TAG.findall(known)


def _stored(head: Head, asked: Asked, answer: Stored) -> Response:
    tag, size = f'"{answer.sha256}"', answer.bytes
    headers: tuple[tuple[str, str], ...] = (("ETag", tag), ("Accept-Ranges", "bytes"))
    if _is_known(head, tag):
        return _unchanged(headers)
    span = _span(head, tag, size)
    status = HTTPStatus.OK if span is None else HTTPStatus.PARTIAL_CONTENT
    if span is not None and not span:
        headers += (("Content-Range", f"bytes */{size}"),)
        return Response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    wanted = range(size) if span is None else span
    if span is not None:
        headers += (("Content-Range", f"bytes {wanted[0]}-{wanted[-1]}/{size}"),)
    part = _opened(answer, wanted)
    return Response(status, b"", _media(asked, answer), headers, part=part, cache=ASKED_AGAIN)


def _media(asked: Asked, answer: Stored) -> str:
    ending = answer.path.suffix.removeprefix(".")
    named = (form.media for form in asked.route.forms if form.ending == ending)
    return next(named, OF_NOTHING_KNOWN)


def _span(head: Head, tag: str, size: int) -> range | None:
    """The bytes that are wanted, none where the file has none of them; None: all of it.

    Several ranges in one request are answered by the whole file.
    """
    asked = _RANGE.fullmatch(head.headers.get("range", "").replace(" ", ""))
    whole = head.headers.get("if-range", tag) != tag or head.method != "GET"
    if asked is None or whole or asked[0] == "bytes=-":
        return None
    if not asked[1]:
        return range(max(0, size - int(asked[2])), size)
    first, last = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if asked[2] and last < first:
        return None
    return range(first, min(last, size - 1) + 1)


def _opened(answer: Stored, wanted: range) -> Part:
    """A file to be sent. Raises RequestError where it is not what its manifest says."""
    try:
        file = answer.path.open("rb")
    except OSError as error:
        rule = "the file cannot be read"
        raise RequestError("file_unknown", rule, field="file", value=answer.path.name) from error
    if file.seek(0, 2) != answer.bytes:
        file.close()
        rule = "the file is not what its manifest says"
        raise RequestError("file_unknown", rule, field="file", value=answer.path.name)
    return Part(file, wanted.start, len(wanted))
