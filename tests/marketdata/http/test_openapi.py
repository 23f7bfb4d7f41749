"""The document is valid, and the running server does what it says."""

from __future__ import annotations

import json

from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from gateway.console.schema import app
from marketdata.http.openapi import document
from marketdata.http.routes import ROUTES
from tests.marketdata.http.conftest import Venue
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


def test_the_running_server_does_what_the_document_says(venue: Venue) -> None:
    with served(venue) as url:
        result = run(url, (*SLICE, "--exclude-path-regex", ENDED))
    assert result.exit_code == 0, result.output
