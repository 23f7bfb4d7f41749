"""The tables of HTTP.md."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.protocol.maps import Field
from gateway.protocol.pages import table
from marketdata.http.route import Route
from marketdata.http.routes import ROUTES


def paths() -> str:
    """Every path: what it answers, in which forms."""
    rows = ([f"`{route.path}`", route.help, _forms(route)] for route in ROUTES)
    return table(("path", "what it answers", "forms"), rows)


def _forms(route: Route) -> str:
    return "of the file" if route.is_file else ", ".join(form.ending for form in route.forms)


def fields_of_paths() -> str:
    """Every field of a path or its query; equal ones of several paths once."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for route in ROUTES:
        for line in _lines(route):
            lines.setdefault(line, []).append(route.name)
    rows = ([name, " ".join(of), *more] for (name, *more), of in sorted(lines.items()))
    return table(("field", "of", "what is allowed", "meaning"), rows)


def _lines(route: Route) -> Iterator[tuple[str, ...]]:
    for name, field in route.fields.items():
        shown = f"`{name}`" if name in route.in_path else f"[`{name}`]"
        yield shown, field.read.text, _meaning(field)


def _meaning(field: Field) -> str:
    default = "" if field.default is None else f"; without it {field.default}"
    return f"{field.help}{default}"
