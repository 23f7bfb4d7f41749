"""The table of paths as an OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from gateway.protocol.maps import Field
from gateway.protocol.messages import ERROR
from gateway.protocol.readers import Schema
from marketdata.http import units
from marketdata.http.forms import JSON, Form, row_schema
from marketdata.http.route import Route
from marketdata.http.routes import ROUTES

OPENAPI = "3.1.0"
Map = dict[str, Any]
_INTRODUCTION = (
    "Public market data by HTTP, without a key. Prices and amounts are decimal texts in CNY,"
    " quantities integers in tonnes; names state the unit. A path that answers in several forms may"
    " end with one of them (`/v1/days.csv`) or is asked with `Accept`. Rows come in pages: `next`,"
    " and the header `Link`, is the address of the next one. A response has a strong `ETag` for"
    " `If-None-Match`."
)
_NO_BODY: Map = {"description": "The client has it: `If-None-Match` named its ETag."}
_REFUSALS = {
    "400": "A field of the path or the query is not allowed.",
    "404": "There is nothing under that path.",
    "405": "The method is none of GET, HEAD and OPTIONS.",
    "406": "No form that `Accept` takes.",
    "429": "The address asks too much: after `Retry-After` seconds again.",
    "503": "The server is full: after `Retry-After` seconds again.",
}
_ERROR = {"$ref": "#/components/schemas/Error"}
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
_ETAG = {"ETag": {"schema": {"type": "string"}}}
_LINK = {"Link": {"description": "The next page.", "schema": {"type": "string"}}}


@cache
def document() -> Map:
    """The document."""
    error = {"type": "object", "properties": {"error": ERROR.schema()}, "required": ["error"]}
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Market data of a ceax exchange",
            "version": version("ceax"),
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:9102", "description": "the feed's address"}],
        "paths": dict(each for route in ROUTES for each in _paths(route)),
        "components": {"schemas": {"Error": error}, "responses": dict(_refusals())},
    }


def _refusals() -> Iterator[tuple[str, Map]]:
    for status, text in _REFUSALS.items():
        more = {"headers": _RETRY} if status in ("429", "503") else {}
        media = {JSON.media: {"schema": _ERROR}} if status != "405" else {"text/plain": {}}
        yield status, {"description": text, **more, "content": media}


def _paths(route: Route) -> Iterator[tuple[str, Map]]:
    """The path of a route, and those that end with one of its forms."""
    yield route.path, _item(route, route.name, route.forms)
    if len(route.forms) > 1 and not route.is_file:
        for form in route.forms:
            ended = f"{route.path}.{form.ending}"
            yield ended, _item(route, f"{route.name}.{form.ending}", (form,))


def _item(route: Route, name: str, forms: tuple[Form, ...]) -> Map:
    parameters = [_parameter(route, *each) for each in route.fields.items()]
    responses: Map = {"200": _good(route, forms), "304": {**_NO_BODY, "headers": _ETAG}}
    if route.is_file:
        responses["206"] = {**_good(route, forms), "description": "The range that was asked for."}
        responses["416"] = {"description": "The file has none of the range's bytes."}
    refusals = [each for each in _REFUSALS if each != "406" or len(forms) > 1]
    responses |= {each: {"$ref": f"#/components/responses/{each}"} for each in refusals}
    return {
        "get": {
            "operationId": name,
            "summary": route.help,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _parameter(route: Route, name: str, field: Field) -> Map:
    schema = field.read.schema() | ({} if field.default is None else {"default": field.default})
    place = "path" if name in route.in_path else "query"
    described = {"description": field.help} if field.help else {}
    return {"name": name, "in": place, "required": place == "path", "schema": schema} | described


def _good(route: Route, forms: tuple[Form, ...]) -> Map:
    content = {form.media: _content(route, form) for form in forms}
    headers = _ETAG | (_LINK if route.columns else {})
    return {"description": route.help, "headers": headers, "content": content}


def _content(route: Route, form: Form) -> Map:
    if form != JSON or route.is_file:
        return {}
    if route.answer is not None:
        return {"schema": units.schema(route.answer)}
    return {"schema": _page(route)}


def _page(route: Route) -> Schema:
    forms = [row_schema(columns) for columns in (route.columns, route.in_chinese) if columns]
    items = forms[0] if len(forms) == 1 else {"anyOf": forms}
    following = {"type": ["string", "null"], "description": "address of the next page"}
    properties = {"rows": {"type": "array", "items": items}, "next": following}
    return {"type": "object", "properties": properties, "required": list(properties)}
