"""The contract: a sound AsyncAPI document, and every message of the recorded corpus fits it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from gateway.console.schema import CONTRACTS, Server, app
from gateway.protocol.contract import REFUSED, messages

TESTS = Path(__file__).parents[2]
RECORDED = TESTS / "corpus" / "recorded"
BY_TABLE = ("field_wrong_type", "field_unknown")  # codes of requests that fit no schema
Message = dict[str, Any]


def strict(schema: Any) -> Any:
    """A schema that allows no field beside those it names."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(each) for name, each in schema.items()}
    named = isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema
    return closed | ({"additionalProperties": False} if named else {})


def heard(part: str, server: str) -> Iterator[tuple[Message | None, Message]]:
    """Every message of a server in a recording, with the request that it answers."""
    for line in (RECORDED / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line) if line else {"heard": []}
        for who, message in said["heard"]:
            if who.endswith(f"@{server}") and "closed" not in message:
                answers = who == said["who"] and message["type"] == "reply"
                of_log_on = "role" in message and "server_time_ns" in message
                yield (said["request"] if answers and not of_log_on else None), message


def name_of(request: Message | None, message: Message) -> str:
    """The name of a message in the contract."""
    if message["type"] == "report":
        return f"report.{message['report']}"
    if message["type"] in ("update", "snapshot"):
        return f"{message['channel']}.{message['type']}"
    if message["type"] != "reply":
        return str(message["type"])
    if not message["ok"]:
        return REFUSED
    return f"{request['op']}.reply" if request is not None else "log_on.reply"


Checks = dict[str, Draft7Validator]


@cache
def checks(server: Server) -> Checks:
    described = messages(import_module(CONTRACTS[server]).CONTRACT)
    return {name: Draft7Validator(strict(each.schema)) for name, each in described.items()}


@pytest.mark.parametrize("server", list(CONTRACTS))
def test_the_command_writes_an_asyncapi_document(server: Server) -> None:
    published = json.loads((TESTS / "data" / "asyncapi" / "3.0.0.json").read_text("utf-8"))
    document = written("--asyncapi", server)
    assert [error.message for error in Draft7Validator(published).iter_errors(document)] == []
    assert document["servers"].keys() == {server.value}


@pytest.mark.parametrize("server", list(CONTRACTS))
def test_the_command_writes_a_json_schema(server: Server) -> None:
    document = written("--json-schema", server)
    Draft7Validator.check_schema(document)
    assert document["definitions"].keys() > {"log_on.request", "log_on.reply", REFUSED}


def written(*words: str) -> Any:
    """What `ceax schema` prints."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("server", list(CONTRACTS))
@pytest.mark.parametrize("part", ["story", "sweep"])
def test_every_message_of_the_recorded_corpus_fits(part: str, server: Server) -> None:
    """Of refusals that differ only in what was asked and is allowed, by their types one."""
    seen: set[tuple[str | None, ...]] = set()
    wrong: dict[str, list[str]] = defaultdict(list)
    for request, message in heard(part, server):
        name = name_of(request, message)
        if name == REFUSED:
            error = message["error"]
            kinds = [type(error.get(each)).__name__ for each in ("value", "allowed")]
            form = (*sorted(message), *sorted(error), error["code"], error.get("field"), *kinds)
            if form in seen:
                continue
            seen.add(form)
        wrong[name] += [error.message for error in checks(server)[name].iter_errors(message)]
    assert {name: each[:3] for name, each in wrong.items() if each} == {}


@pytest.mark.parametrize("server", list(CONTRACTS))
def test_the_requests_that_were_done_fit_and_those_refused_by_the_table_do_not(
    server: Server,
) -> None:
    for request, message in heard("sweep", server):
        check = checks(server).get(f"{request['op']}.request") if request is not None else None
        if request is None or check is None:
            continue
        fits = check.is_valid(request | {"id": 1})
        if message["ok"]:
            assert fits, request
            continue
        error = message["error"]
        if error["code"] in BY_TABLE and error["allowed"] and error["field"] in request:
            assert not fits, (request, message)
