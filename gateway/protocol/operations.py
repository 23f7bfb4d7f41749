"""What the operations of a server are: their rows, and how a request is read by one.

Each server has a table of rows; from it come the readers of requests, the drafts of commands, the
methods of clients, the tables of PROTOCOL.md and the contract for machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.fields import (
    INT64_MAX,
    LINE_MAX,
    boolean,
    line,
    number,
    public_key,
    scope,
    stream_date,
)
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.proofs import LOG_ON_TEXT, PROTOCOL_VERSION
from gateway.protocol.readers import Column, Integer, Reader
from gateway.protocol.shapes import OneOf
from gateway.protocol.weights import ORDINARY, Weight

HEARTBEAT_S, HEARTBEAT_DEFAULT_S = (5, 60), 15
NO_FIELDS: Mapping[str, Field] = {}
NOTHING = Record({})


class Way(Enum):
    """How an operation is done."""

    COMMAND = 1  # by the engine, once it is on disk
    CANCEL = 2  # likewise, but counted in the larger bucket and never refused when overloaded
    QUERY = 3  # by reading the state, after every earlier command of the session
    SESSION = 4  # by the session itself; never refused when overloaded


read_id = Integer(0, INT64_MAX)


def echoed_id(message: Mapping[str, Any]) -> int | None:
    """The id that a request's answer carries: its own where it is a sound one, else None."""
    id_ = message.get("id")
    return id_ if type(id_) is int and 0 <= id_ <= INT64_MAX else None


def read_op(message: Mapping[str, Any]) -> str:
    """The name of the operation that a request asks. Raises RequestError."""
    name = message.get("op")
    if type(name) is not str:
        rule = "a request names its operation in the field op"
        raise RequestError("operation_unknown", rule, field="op", value=name)
    return name


@dataclass(frozen=True)
class Row:
    """One operation of a server, as its table has it.

    `fields`: those of a request, for each role that may ask it. `reply`: what the reply carries
    beside `type`, `id` and `ok`. Of one that is a command of the engine: `command` is the name of
    its kind where that is not the operation's own; `constants` are fields of its record that the
    request does not say; `choice` names the function that does what the row cannot say (a look-up,
    a check); `answer` names the function that makes the reply; `change` is what its
    report says has changed, "" where it has none; `refusal_reported`: whether a refusal by the
    engine is reported too. `weight`: what it costs the server. `duties`: those of the exchange's
    staff that it belongs to; an act that names none is for keys with all duties. `approval`: the
    case in which it awaits a second key where the venue's rule says so
    (gateway.floor.drafting), "": never.
    """

    name: str
    way: Way
    help: str  # one sentence
    fields: Mapping[str, Mapping[str, Field]]
    reply: Reader = NOTHING
    command: str = ""
    constants: Mapping[str, int] | None = None
    choice: str = ""
    answer: str = ""
    change: str = ""
    refusal_reported: bool = False
    weight: Weight = ORDINARY
    duties: tuple[str, ...] = ()
    approval: str = ""

    @property
    def kind(self) -> str:
        """Name of the kind of its command."""
        return self.command or self.name.upper()

    @property
    def replied(self) -> Reader:
        """What the reply carries, with the number of the report where it has one."""
        if not self.change or not isinstance(self.reply, Record):
            return self.reply
        return Record(self.reply.fields | may(report=Field(number, "number of its report")))


def asked_by(
    roles: Sequence[str], fields: Mapping[str, Field] = NO_FIELDS
) -> dict[str, Mapping[str, Field]]:
    """The same fields for each of these roles."""
    return dict.fromkeys(roles, fields)


def merged(row: Row) -> dict[str, tuple[Field, bool]]:
    """The fields of an operation over all roles, and whether a client of every role must give
    each.
    """
    by_role = list(row.fields.values())
    names = dict.fromkeys(name for fields in by_role for name in fields)
    found = {}
    for name in names:
        field = next(fields[name] for fields in by_role if name in fields)
        needed = all(
            name in fields
            and fields[name].required
            and not (fields[name].unless or fields[name].made)
            for fields in by_role
        )
        found[name] = field, needed
    return found


def operations_of(rows: Iterable[Row], roles: Sequence[str]) -> dict[str, dict[str, Operation]]:
    """The operations that each role may ask, by their names."""
    return {
        role: {
            row.name: Operation(
                row.name, row.way, row.fields[role], row.weight, row.duties, row.approval
            )
            for row in rows
            if role in row.fields
        }
        for role in roles
    }


class Operation:
    """One operation as one role may ask it."""

    def __init__(
        self,
        name: str,
        way: Way,
        fields: Mapping[str, Field],
        weight: Weight = ORDINARY,
        duties: tuple[str, ...] = (),
        approval: str = "",
    ) -> None:
        self.name = name
        self.way = way
        self.duties = duties
        self.approval = approval
        self.weight = weight
        self.fields = dict(fields)
        self._readers: dict[str, Reader | None] = {"op": None, "id": None}
        self._readers |= {name: field.read for name, field in fields.items()}
        self._required = frozenset(name for name, field in fields.items() if field.required)

    def is_for(self, duties: Sequence[str]) -> bool:
        """Whether a key with those duties may ask it: everybody reads; none are all of them."""
        acts = self.way in (Way.COMMAND, Way.CANCEL)
        return not duties or not acts or not set(duties).isdisjoint(self.duties)

    def read(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a request, checked and in the engine's units. Raises RequestError."""
        values, readers = {}, self._readers
        for name, value in message.items():
            if name not in readers:
                raise self._unknown(name, value)
            reader = readers[name]
            if reader is not None:
                values[name] = reader(name, value)
        if not self._required <= values.keys():
            self._check_complete(values)
        return values

    def read_alike(
        self, messages: Sequence[Mapping[str, Any]]
    ) -> tuple[Column, dict[str, Column]] | None:
        """Ids and columns of fields of requests that all have the first one's fields in its order.

        None when they do not, or when anything in any of them is not allowed: then each has to be
        read by itself.
        """
        names = tuple(messages[0])
        if not self._required <= set(names) <= self._readers.keys() or any(
            tuple(message) != names for message in messages
        ):
            return None
        columns = dict(
            zip(names, zip(*[message.values() for message in messages], strict=True), strict=True)
        )
        ids = read_id.column(columns.pop("id", ()))
        if ids is None or columns.pop("op") != (self.name,) * len(messages):
            return None
        read: dict[str, Column] = {}
        for name, values in columns.items():
            reader = self._readers[name]
            column = None if reader is None else reader.column(values)
            if column is None:
                return None
            read[name] = column
        return ids, read

    def _check_complete(self, values: Mapping[str, Any]) -> None:
        for name, field in self.fields.items():
            if name not in values and field.is_wanted(values):
                raise RequestError(
                    "field_missing", f"{self.name} needs the field {name}", field=name
                )

    def _unknown(self, name: str, value: Any) -> RequestError:
        message = (
            f"{self.name} has no field {name[:LINE_MAX]!r}; its fields:"
            f" {', '.join(self.fields) or 'none'}"
        )
        return RequestError(
            "field_unknown", message, field=name[:LINE_MAX], value=value, allowed=list(self.fields)
        )


SIGNED = LOG_ON_TEXT.replace("\n", "\\n")  # as a page writes it
LOG_ON = Operation(
    "log_on",
    Way.SESSION,
    must(
        key=Field(line, "id of the key"),
        time_ns=Field(Integer(0, INT64_MAX), "now, ns since 1970; within 30 s of the server's"),
        signature=Field(line, f"hex of the Ed25519 signature over the text `{SIGNED}`"),
    )
    | may(
        report_date=Field(stream_date, "day of the first report wanted, with `next_report`"),
        next_report=Field(number, "number of the first report wanted"),
    )
    | may(
        binding=Field(
            line,
            "what the client sees: `plain`, `sha256:` and the digest of the certificate, or of a"
            " page in a browser `origin:` and its origin; without it the challenge's",
        ),
        heartbeat_s=Field(
            Integer(*HEARTBEAT_S), "longest silence of either side", default=HEARTBEAT_DEFAULT_S
        ),
        stamped=Field(
            boolean, "replies carry `received_ns`, `time_ns`, `sent_ns`; reports `sent_ns`"
        ),
        code=Field(line, "one-time code of the administration: enters `public_key` as this key"),
        public_key=Field(public_key, "public half of a new key, with `code`"),
        cancel_on_disconnect=Field(
            OneOf(boolean, scope),
            "whose orders are cancelled when the session is lost; true: those of the account",
        ),
        guard=Field(number, "guard of a session of before a start of the venue, to take it over"),
        protocol=Field(
            number,
            "version of the protocol that the client speaks",
            default=PROTOCOL_VERSION,
        ),
    ),
)
