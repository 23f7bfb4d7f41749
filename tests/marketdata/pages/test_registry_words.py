"""The registry's page knows every act, field and value that the registry's tables have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.protocol.fields import words
from gateway.protocol.maps import Field, Record
from gateway.protocol.operations import Row, Way
from gateway.protocol.readers import Reader
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.texts import Word
from marketdata.pages.acts import form
from marketdata.pages.assets import BROWSER
from marketdata.pages.dictionary import dictionary
from settlement_bridge.books import EntryKind, State
from settlement_bridge.operations import ROWS, forms, reports
from settlement_bridge.operations.books import RECOVERY
from settlement_bridge.operations.forms import NO_FORMS

FOLDER = BROWSER / "registry"
ACTS = [row for row in ROWS if row.way is Way.COMMAND and row.name not in NO_FORMS]
TABLES = {"state": "unit_states", "status": "registry_statuses", "method": "methods"}
NAMED = re.compile(r"columnsOf\(([^)]*)\)")


def test_the_forms_are_what_the_table_says() -> None:
    written = (FOLDER / "acts.mjs").read_text(encoding="utf-8")
    assert written == forms.module(), "python -m settlement_bridge.operations.forms writes it"


def test_every_act_and_every_value_has_words() -> None:
    known = dictionary()
    assert known["registry_acts"].keys() == {row.name for row in ACTS}
    assert known["unit_states"].keys() == set(words(State))
    assert known["entry_kinds"].keys() == set(words(EntryKind))
    assert known["registry_statuses"].keys() == {each for row in ROWS for each in statuses(row)}
    assert known["risk_alerts"].keys() == set(reports.ALERT["kind"].read.schema()["enum"])
    states = next(row for row in RECOVERY if row.name == "standing").reply.schema()
    assert known["agreement_states"].keys() == set(states["properties"]["state"]["enum"])
    for field in (field for row in ACTS for field in form(next(iter(row.fields.values())), [])):
        table = known[TABLES.get(field["name"], "registry_choices")]
        assert set(field.get("choices", ())) <= table.keys(), field["name"]


def statuses(row: Row) -> Iterator[str]:
    """The values of a reply's fields that are called `status`, and of a request's."""
    yield from of_fields(next(iter(row.fields.values())))
    yield from of_reader(row.reply)


def of_fields(fields: dict[str, Field]) -> Iterator[str]:
    for name, field in fields.items():
        if name == "status" and isinstance(field.read, Word):
            yield from field.read.schema()["enum"]
        yield from of_reader(field.read)


def of_reader(reader: Reader) -> Iterator[str]:
    if isinstance(reader, Record):
        yield from of_fields(reader.fields)
    elif isinstance(reader, (ListOf, Nullable)):
        yield from of_reader(reader.reader)


def test_every_field_of_a_form_and_every_column_has_a_name() -> None:
    known = dictionary()["registry_fields"].keys()
    asked = {each["name"] for row in ACTS for each in form(next(iter(row.fields.values())), [])}
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.mjs")]
    listed = {
        name
        for text in texts
        for found in NAMED.findall(text)
        for name in re.findall(r'"(\w+)"', found)
    }
    assert asked - {"client_reference"} <= known
    assert listed <= known
