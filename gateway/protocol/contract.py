"""The contract of a server for machines: every message that it takes and sends, as JSON Schema
(draft 7) and as AsyncAPI 3.0.

The same message may come as JSON text or as MessagePack; a frame holds one message or a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gateway.protocol.codes import OF_SERVERS, Code
from gateway.protocol.maps import Field, Record, must, object_schema
from gateway.protocol.messages import ERROR, Pushed
from gateway.protocol.operations import NO_FIELDS, Row, read_id
from gateway.protocol.readers import Reader, Schema
from gateway.protocol.shapes import Nullable, OneOf

SCHEMA_DIALECT = "http://json-schema.org/draft-07/schema#"
ASYNCAPI = "3.0.0"
JSON = "application/json"
REFUSED = "refused"
_ID = {"description": "The id of the request", "location": "$message.payload#/id"}
_SESSION = {"$ref": "#/channels/session"}
_FRAMES = (
    "One WebSocket connection is one session. A text frame is JSON, a binary frame MessagePack of"
    " the same maps; a frame holds one message or a list of them. The first message of the server"
    " is the challenge, the first of the client log_on."
)


@dataclass(frozen=True)
class Contract:
    """What a server takes and sends: its operations, its log-on, and what it sends unasked."""

    server: str
    title: str
    host: str  # an example
    log_on: Row
    rows: Sequence[Row]
    pushed: Pushed
    codes: Mapping[str, Code]  # of refusals, beside those of every server
    stamps: Mapping[str, Field] | None = None  # fields that every reply may carry

    @property
    def operations(self) -> list[Row]:
        """The log-on and every operation."""
        return [self.log_on, *self.rows]


class Described(NamedTuple):
    """One message: what it is, and its schema."""

    help: str
    schema: Schema


def messages(contract: Contract) -> dict[str, Described]:
    """Every message by its name: `OP.request`, `OP.reply`, `refused`, and what is sent unasked."""
    found: dict[str, Described] = {}
    for row in contract.operations:
        found[f"{row.name}.request"] = Described(row.help, request_schema(row))
        schema = reply_schema(row, contract.stamps or NO_FIELDS)
        found[f"{row.name}.reply"] = Described(f"The reply to {row.name}.", schema)
    found[REFUSED] = Described("The reply to a request that was refused.", _refused(contract))
    for name, (text, fields) in contract.pushed.items():
        found[name] = Described(text, object_schema(fields))
    return found


def request_schema(row: Row) -> Schema:
    """A request; with several forms where roles differ in what they say."""
    forms: list[Schema] = []
    for fields in row.fields.values():
        form = _request(row.name, fields)
        if form not in forms:
            forms.append(form)
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _request(name: str, fields: Mapping[str, Field]) -> Schema:
    schema = object_schema(must(id=read_id) | dict(fields))
    schema["properties"] = {"op": {"const": name}} | schema["properties"]
    schema["required"] = ["op", *schema["required"]]
    return schema | {"additionalProperties": False}


def reply_schema(row: Row, stamps: Mapping[str, Field] = NO_FIELDS) -> Schema:
    """The reply to a request that was done; `stamps` are fields that it may carry besides."""
    replied = row.replied
    if isinstance(replied, OneOf):
        return {"anyOf": [_reply(each, stamps) for each in replied.readers]}
    return _reply(replied, stamps)


def _reply(replied: Reader, stamps: Mapping[str, Field]) -> Schema:
    fields = dict(stamps) | (replied.fields if isinstance(replied, Record) else {})
    schema = object_schema(must(id=read_id) | fields)
    said = {"type": {"const": "reply"}, "ok": {"const": True}}
    schema["properties"] = said | schema["properties"]
    schema["required"] = [*said, *schema["required"]]
    return schema


def _refused(contract: Contract) -> Schema:
    codes = {**OF_SERVERS, **contract.codes}
    code = {"oneOf": [{"const": name, "description": each.when} for name, each in codes.items()]}
    schema = object_schema(must(id=Nullable(read_id), error=ERROR))
    schema["properties"]["error"]["properties"]["code"] = code
    said = {"type": {"const": "reply"}, "ok": {"const": False}}
    schema["properties"] = said | schema["properties"]
    schema["required"] = [*said, *schema["required"]]
    return schema


def json_schema(contract: Contract) -> Schema:
    """Every message as a definition; any of them is valid."""
    described = messages(contract)
    definitions = {
        name: {"description": each.help} | each.schema for name, each in described.items()
    }
    any_of = [{"$ref": f"#/definitions/{name}"} for name in definitions]
    head = {"$schema": SCHEMA_DIALECT, "title": contract.title, "description": _FRAMES}
    return head | {"anyOf": any_of, "definitions": definitions}


def asyncapi(contract: Contract, version: str) -> dict[str, Any]:
    """The contract as an AsyncAPI document; `version` is that of the program."""
    described = messages(contract)
    return {
        "asyncapi": ASYNCAPI,
        "info": {"title": contract.title, "version": version, "description": _FRAMES},
        "defaultContentType": JSON,
        "servers": {contract.server: {"host": contract.host, "protocol": "ws"}},
        "channels": {"session": _channel(described)},
        "operations": _operations(contract),
        "components": {"messages": {name: _message(*at) for name, at in described.items()}},
    }


def _channel(described: Iterable[str]) -> dict[str, Any]:
    named = {name: {"$ref": f"#/components/messages/{name}"} for name in described}
    return {"address": "/", "description": _FRAMES, "messages": named}


def _message(text: str, schema: Schema) -> dict[str, Any]:
    message: dict[str, Any] = {"summary": text, "contentType": JSON, "payload": schema}
    answers = "id" in schema.get("properties", {}) or "anyOf" in schema
    return message | ({"correlationId": _ID} if answers else {})


def _operations(contract: Contract) -> dict[str, Any]:
    asked = {row.name: _asked(row) for row in contract.operations}
    sent = {
        f"send.{name}": {
            "action": "send",
            "channel": _SESSION,
            "summary": text,
            "messages": [_in_session(name)],
        }
        for name, (text, _fields) in contract.pushed.items()
    }
    return asked | sent


def _asked(row: Row) -> dict[str, Any]:
    replies = [_in_session(f"{row.name}.reply"), _in_session(REFUSED)]
    return {
        "action": "receive",
        "channel": _SESSION,
        "summary": row.help,
        "tags": [{"name": role} for role in row.fields],
        "messages": [_in_session(f"{row.name}.request")],
        "reply": {"channel": _SESSION, "messages": replies},
    }


def _in_session(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/session/messages/{name}"}
