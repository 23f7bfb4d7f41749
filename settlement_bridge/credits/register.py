"""A register of projects or of accounting periods: found by who may, brought from stage to stage.

What is another's is answered as what there is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Table, select, update

from settlement_bridge.books import SignOff, entities
from settlement_bridge.books.credit_words import Period, Project, Stage, Subject, shown
from settlement_bridge.books.entities import note_change
from settlement_bridge.errors import Refusal

Filed = TypeVar("Filed", Project, Period)
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Register(Generic[Filed]):
    """The rows of a table as records; requests name them by the subject's word."""

    subject: Subject
    table: Table
    record: type[Filed]

    @property
    def word(self) -> str:
        """What a row is called in requests and changes."""
        return self.subject.name.lower()

    def read(self, row: Row[*tuple[Any, ...]]) -> Filed:
        """A row as a record."""
        values = row._asdict()
        values["stage"] = Stage(values.pop("state"))
        return self.record(**values)

    def one(self, connection: Connection, number: int) -> Filed | None:
        """One, or None."""
        query = select(self.table).where(self.table.c.number == number)
        row = connection.execute(query).one_or_none()
        return None if row is None else self.read(row)

    def some(
        self, connection: Connection, of: Mapping[str, int | None], after: int, limit: int
    ) -> list[Filed]:
        """Those with numbers above one, in order; `of`: what columns are, None: anything."""
        query = select(self.table).where(self.table.c.number > after)
        for name, value in of.items():
            query = query if value is None else query.where(self.table.c[name] == value)
        rows = connection.execute(query.order_by(self.table.c.number).limit(limit))
        return [self.read(row) for row in rows]

    def waiting(self, connection: Connection, stage: Stage, limit: int) -> list[Filed]:
        """The first ones in a stage."""
        return self.some(connection, {"state": stage}, 0, limit)

    def one_in(
        self, connection: Connection, number: int, stages: tuple[Stage, ...]
    ) -> Filed | Refusal:
        """One in one of some stages, or why not."""
        found = self.one(connection, number)
        if found is None:
            return self.unknown(number)
        return self.out_of_order(found, stages) or found

    def owned(
        self, connection: Connection, fields: Fields, stages: tuple[Stage, ...]
    ) -> Filed | Refusal:
        """The one that a request names, of its account, in one of some stages, or why not."""
        found = self.one(connection, fields[self.word])
        if found is None or found.account != fields["account"]:
            return self.unknown(fields[self.word])
        return self.out_of_order(found, stages) or found

    def of_body(self, connection: Connection, fields: Fields) -> Filed | Refusal:
        """The one that a request names, whose body is its account's entity, or why not."""
        found = self.one(connection, fields[self.word])
        body = entities.register(connection, [fields["account"]]).get(fields["account"])
        if found is None or body is None or body.entity != found.body:
            return self.unknown(fields[self.word])
        return found

    def unknown(self, number: int) -> Refusal:
        """The refusal of one that there is not, or not for who asks."""
        return Refusal(f"{self.word}_unknown", self.word, number, None, f"no such {self.word}")

    def out_of_order(self, found: Filed, stages: tuple[Stage, ...]) -> Refusal | None:
        """The refusal of a step that is not due in the stage of what it is about, or None."""
        if found.stage in stages:
            return None
        state = shown(self.subject, found.stage, notice_over=False)
        allowed = [stage.name.lower() for stage in stages]
        message = f"{self.word} {found.number} is {state.words_en} ({state.words})"
        value = found.stage.name.lower()
        return Refusal("step_out_of_order", self.word, value, allowed, message)

    def move(
        self,
        connection: Connection,
        found: Filed,
        stage: Stage,
        sign_off: SignOff,
        time_ns: int,
        **kept: Any,
    ) -> int:
        """Bring one to a stage, with what else is kept then: its number."""
        here = self.table.c.number == found.number
        connection.execute(update(self.table).where(here).values(state=stage, **kept))
        change = (self.word, found.number, "state", found.stage.name.lower(), stage.name.lower())
        note_change(connection, change, sign_off, time_ns)
        return found.number
