"""What can be seen of the house from this process: whether servers are ready, the disk, the log."""

from __future__ import annotations

import http.client
import json
import math
import os
import ssl
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from gateway.client.endpoints import Endpoints
from gateway.supervision.alerts.looks import Disk
from gateway.supervision.surveillance.case_errors import CaseRefused, CasesFailed
from gateway.supervision.surveillance.cases import cases_of

PROBED = ("feed", "registry", "surveillance")
TIMEOUT_S = 3.0
ANSWERS_S = 60.0  # between two looks at the cases
ANSWER_MAX = 64 * 1024  # bytes of a page that are read
LOG = "log"  # folder of the log in a data folder


def wrong_with(endpoints: Endpoints) -> dict[str, str]:
    """What is wrong with each server that endpoints.json names, empty where it is ready."""
    known = asdict(endpoints)
    urls = {name: known[f"{name}_own"] or known[name] for name in PROBED}
    return {name: _wrong(url, endpoints.ca or None) for name, url in urls.items() if url}


def _wrong(url: str, ca: str | None) -> str:
    try:
        status, body = _ready_page(url, ca)
        if status == http.client.OK:
            return ""
        conditions = json.loads(body)["conditions"]
        bad = [f"{name}: {each['says']}" for name, each in conditions.items() if not each["ok"]]
        return "; ".join(bad) or f"it answers {status}"
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        return f"it does not answer: {error or type(error).__name__}"


def _ready_page(url: str, ca: str | None) -> tuple[int, bytes]:
    """Status and body of a server's `/readyz`. Raises OSError, HTTPException."""
    where = urlsplit(url)
    host = where.hostname or ""
    connection = http.client.HTTPConnection(host, where.port, timeout=TIMEOUT_S)
    if where.scheme == "wss":
        context = ssl.create_default_context(cafile=ca)
        connection = http.client.HTTPSConnection(
            host, where.port, timeout=TIMEOUT_S, context=context
        )
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, answer.read(ANSWER_MAX)
    finally:
        connection.close()


class Answers:
    """Answers in cases of surveillance that are overdue, looked for once a minute."""

    def __init__(self, data: Path) -> None:
        self._data, self._next_s = data, -math.inf
        self._found: dict[int, int] = {}

    def overdue(self, now_s: float) -> dict[int, int]:
        """By the number of the case, the day until which the answer was due, yyyymmdd."""
        if now_s >= self._next_s:
            self._next_s = now_s + ANSWERS_S
            self._found = _overdue(self._data)
        return self._found


def _overdue(data: Path) -> dict[int, int]:
    try:
        with cases_of(data) as cases:
            today = cases.today()
            return {each.number: each.due for each in cases.all() if 0 < each.due < today}
    except (CaseRefused, CasesFailed):
        return {}  # surveillance has never run, or says itself that it cannot


def disk_of(data: Path) -> Disk:
    """The disk of a data folder, and the size of its log. Raises OSError."""
    disk = os.statvfs(data)
    sizes = (each.stat().st_size for each in (data / LOG).glob("*") if each.is_file())
    return Disk(disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize, sum(sizes))
