"""How a started venue is shown: its processes and addresses, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict

from engine.texts.terminal import json_line, line, table
from gateway.launch.processes import RunningVenue
from gateway.launch.restarting import Missing


def say_as_json(venue: RunningVenue, missing: Missing) -> None:
    """One line of JSON: ready, and at which addresses."""
    known = {name: url for name, url in asdict(venue.endpoints).items() if url}
    why = {"missing": missing} if missing else {}
    json_line({"ready": "venue", "venue": venue.id, **known, **why})


def show(venue: RunningVenue, missing: Missing) -> None:
    """A table of the processes, and which server is missing."""
    line(f"ceax on {venue.plan.data}, venue {venue.id or 'elsewhere'}, clock {venue.plan.clock}")
    running = [name for name in venue.processes if name in venue.urls and name not in missing]
    rows = [(name, venue.urls[name], str(venue.processes[name].pid)) for name in running]
    table(("process", "address", "pid"), rows)
    if pages := venue.endpoints.pages:
        line(f"The market in a browser: {pages}")
        line(f"The registry in a browser: {pages}registry")
    for name, why in missing.items():
        line(f"{name} is missing: {why}")
    line("Ctrl-C stops the venue.")
