"""A request read by the table of paths: its route, its values, and the form that it wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

from gateway.protocol.errors import RequestError
from gateway.protocol.http_head import Head
from marketdata.http import readers
from marketdata.http.forms import Form
from marketdata.http.route import PREFIX, Route
from marketdata.http.routes import ROUTES

QUERY_MAX = 32  # fields of a query
AFTER = "after"
Query = Mapping[str, str]


class Asked(NamedTuple):
    """What is asked for: `values` by the names of fields, defaults among them."""

    route: Route
    values: Mapping[str, Any]
    form: Form
    path: str
    query: Query

    def next_url(self, after: str) -> str:
        """The address of the page after a row."""
        query = {**self.query, AFTER: after}
        return f"{self.path}?{urlencode(query, quote_via=quote, safe='/:')}"


class Place(NamedTuple):
    """Where a path leads: a route, the texts of its fields, the form that the path ends with."""

    route: Route
    texts: Mapping[str, str]
    form: Form | None


def found(path: str) -> Place:
    """Where a path leads. Raises RequestError."""
    segments = [_decoded("path", each) for each in path.removeprefix(PREFIX).split("/")]
    for route in ROUTES:
        if (place := _place(route, segments)) is not None:
            return place
    rule, allowed = f"no path {path[:80]!r} here", [route.path for route in ROUTES]
    raise RequestError("path_unknown", rule, field="path", value=path, allowed=allowed)


def _place(route: Route, segments: Sequence[str]) -> Place | None:
    if len(segments) != len(route.segments):
        return None
    if (texts := _matched(route.segments, segments)) is not None and not _ended(route, segments):
        return Place(route, texts, None)
    *before, last = segments
    for form in route.forms if _ended(route, segments) else ():
        end = f".{form.ending}"
        if last.endswith(end):
            texts = _matched(route.segments, [*before, last.removesuffix(end)])
            return None if texts is None else Place(route, texts, form)
    return None


def _ended(route: Route, segments: Sequence[str]) -> bool:
    """Whether a path ends with one of the route's forms."""
    ends = tuple(f".{form.ending}" for form in route.forms)
    literal = route.is_file or route.segments[-1] == segments[-1]
    return not literal and segments[-1].endswith(ends)


def _matched(wanted: Iterable[str], segments: Iterable[str]) -> dict[str, str] | None:
    texts = {}
    for want, segment in zip(wanted, segments, strict=True):
        if want.startswith("{"):
            texts[want.strip("{}")] = segment
        elif want != segment:
            return None
    return texts


def read(place: Place, head: Head) -> Asked:
    """What a request asks for. Raises RequestError."""
    route, query = place.route, _query(head.query)
    accept = "" if route.is_file else head.headers.get("accept", "")
    form = place.form or chosen(route.forms, accept)
    for name, text in query.items():
        if name not in route.fields or name in route.in_path:
            allowed = [each for each in route.fields if each not in route.in_path]
            rule = f"{route.path} has no field {name[:80]!r} in its query"
            raise RequestError("field_unknown", rule, field=name[:80], value=text, allowed=allowed)
    values = {name: field.default for name, field in route.fields.items()}
    for name, text in {**query, **place.texts}.items():
        values[name] = readers.read(name, route.fields[name], text)
    return Asked(route, values, form, head.path, query)


def _query(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=QUERY_MAX)
    except ValueError as error:  # not UTF-8, or too many
        rule = f"a query has at most {QUERY_MAX} fields, in UTF-8"
        raise RequestError("field_out_of_range", rule, field="query", value=text) from error
    query: dict[str, str] = {}
    for name, value in pairs:
        if name in query:
            rule = f"{name[:80]!r} comes twice"
            raise RequestError("key_repeated", rule, field=name[:80], value=value)
        query[name] = value
    return query


def _decoded(name: str, text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        rule = f"{name} is not in UTF-8"
        raise RequestError("field_out_of_range", rule, field=name, value=text) from error


def chosen(forms: Sequence[Form], accept: str) -> Form:
    """The form that a header `Accept` prefers; the first one without it, or where there is no
    choice. Raises RequestError.
    """
    if not accept or len(forms) == 1:
        return forms[0]
    wishes = _wishes(accept)
    best = max(forms, key=lambda form: _quality(wishes, form.media))
    if _quality(wishes, best.media) <= 0:
        allowed = [form.media.partition(";")[0] for form in forms]
        rule = f"forms are {', '.join(allowed)}"
        raise RequestError("form_unknown", rule, field="Accept", value=accept, allowed=allowed)
    return best


def _wishes(accept: str) -> dict[str, float]:
    wishes = {}
    for part in accept.lower().split(","):
        media, *more = (word.strip() for word in part.split(";"))
        given = (word.removeprefix("q=") for word in more if word.startswith("q="))
        wishes[media] = _number(next(given, "1"))
    return wishes


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _quality(wishes: Mapping[str, float], media: str) -> float:
    whole = media.partition(";")[0]
    names = (whole, f"{whole.partition('/')[0]}/*", "*/*")
    return next((wishes[name] for name in names if name in wishes), 0.0)
