"""The document is valid, and the running server does what it says."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from gateway.console.schema import app
from marketdata.client import connect
from marketdata.http.openapi import document
from marketdata.http.routes import ROUTES
from tests.marketdata.http.conftest import NEXT, Venue, leaves
from tests.marketdata.http.fuzz import run, served

SLICE = ("--max-examples", "3", "--phases", "coverage,fuzzing", "--max-time", "6")
ENDED = r"\.(json|csv|parquet|txt)$"  # the same answers as without an ending


def test_the_document_is_valid_and_has_every_path(venue: Venue) -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []
    published = json.loads(venue.ask("/v1/openapi.json").body)
    assert published == json.loads(json.dumps(document()))
    assert {route.path for route in ROUTES} <= published["paths"].keys()


def test_the_command_prints_the_document() -> None:
    printed = CliRunner().invoke(app, ["http"])
    assert json.loads(printed.stdout) == json.loads(json.dumps(document()))
    assert CliRunner().invoke(app, ["--json-schema", "http"]).exit_code == 2


@pytest.fixture(scope="module")
def url(venue: Venue) -> Iterator[str]:
    """The address of its running server."""
    with served(venue) as address:
        yield address


def got(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}{path}") as response:
        return json.load(response)


async def heard(url: str, **asked: str) -> dict[str, Any]:
    """The snapshot that a subscription begins with."""
    async with connect(url.replace("http:", "ws:")) as feed:
        await feed.subscribe(**asked)
        async for message in feed:
            return dict(message)
    raise AssertionError


@pytest.mark.parametrize("channel", ["depth", "summary"])
async def test_a_listener_and_a_reader_by_http_get_the_same(url: str, channel: str) -> None:
    told = await heard(url, channel=channel, instrument="CEA25")
    found = await asyncio.to_thread(got, url, f"/v1/{channel}/CEA25")
    assert [found[name] for name in ("epoch", "seq", "time_ns")] == [
        told[name] for name in ("epoch", "seq", "time_ns")
    ]
    assert leaves(found["data"]) == leaves(told["data"])


async def test_bars_by_http_are_those_that_a_listener_hears(url: str) -> None:
    told = await heard(url, channel="bars_5m", instrument="COMCEA")
    found = await asyncio.to_thread(got, url, f"/v1/bars/COMCEA/5m?from={NEXT}")
    assert leaves(found["rows"]) == leaves(
        [{"date": told["data"]["date"], **bar} for bar in told["data"]["bars"]]
    )


def test_the_running_server_does_what_the_document_says(url: str) -> None:
    result = run(url, (*SLICE, "--exclude-path-regex", ENDED))
    assert result.exit_code == 0, result.output
