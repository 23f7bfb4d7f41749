"""Readers that are made of others: a list, a map, one or null."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.protocol.errors import RequestError
from gateway.protocol.readers import Reader, Schema, wrong_type


class Converted(Reader):
    """What another reader gives, converted; what is taken is the other's."""

    def __init__(self, reader: Reader, convert: Callable[[Any], Any]) -> None:
        self._reader, self._convert = reader, convert
        self.unit = reader.unit

    def __call__(self, name: str, value: Any) -> Any:
        """The converted value. Raises RequestError."""
        return self._convert(self._reader(name, value))

    def schema(self) -> Schema:
        """As of the reader."""
        return self._reader.schema()

    @property
    def python(self) -> str:
        """As of the reader."""
        return self._reader.python

    @property
    def text(self) -> str:
        """As of the reader."""
        return self._reader.text


class Nullable(Reader):
    """What a reader takes, or null; `why` says when it is null."""

    def __init__(self, reader: Reader, why: str = "") -> None:
        self.reader, self.why = reader, why
        self.unit = reader.unit

    def __call__(self, name: str, value: Any) -> Any:
        """What the reader gives, None for null. Raises RequestError."""
        return None if value is None else self.reader(name, value)

    def schema(self) -> Schema:
        """The reader's or null."""
        return {"anyOf": [self.reader.schema(), {"type": "null"}]}

    @property
    def python(self) -> str:
        """The reader's or None."""
        return f"{self.reader.python} | None"

    @property
    def text(self) -> str:
        """The reader's words, or null."""
        return f"{self.reader.text} or null"

    @property
    def form(self) -> str:
        """The reader's, or null."""
        return f"{self.reader.form} or null"


class ListOf(Reader):
    """A list of up to `most` values that a reader takes; `what` they are."""

    def __init__(self, reader: Reader, what: str, most: int | None = None) -> None:
        self.reader, self._what, self._most = reader, what, most

    def __call__(self, name: str, value: Any) -> list[Any]:
        """What the reader gives of each. Raises RequestError, which names the place."""
        if type(value) is not list or len(value) > (self._most or len(value)):
            bound = "" if self._most is None else f"up to {self._most} "
            raise wrong_type(name, value, f"a list of {bound}{self._what}")
        return [self.reader(f"{name}.{place}", each) for place, each in enumerate(value)]

    def schema(self) -> Schema:
        """A list with its length."""
        bound = {} if self._most is None else {"maxItems": self._most}
        return {"type": "array", "items": self.reader.schema(), **bound}

    @property
    def python(self) -> str:
        """A list of what the reader takes."""
        return f"list[{self.reader.python}]"

    @property
    def text(self) -> str:
        """What the list is of."""
        return f"list of {self._what}"


class MapOf(Reader):
    """A map of texts to values that a reader takes; `what` the texts are, `keys` their reader."""

    def __init__(self, reader: Reader, what: str, keys: Reader | None = None) -> None:
        self.reader, self._what, self._keys = reader, what, keys

    def __call__(self, name: str, value: Any) -> dict[str, Any]:
        """What the reader gives of each value. Raises RequestError, which names the key."""
        if type(value) is not dict:
            raise wrong_type(name, value, f"a map of {self._what}")
        return {key: self.reader(f"{name}.{key}", each) for key, each in value.items()}

    def schema(self) -> Schema:
        """A map, with the form of its keys."""
        keys = {} if self._keys is None else {"propertyNames": self._keys.schema()}
        return {"type": "object", "additionalProperties": self.reader.schema(), **keys}

    @property
    def python(self) -> str:
        """A map of texts to what the reader takes."""
        return f"dict[str, {self.reader.python}]"

    @property
    def text(self) -> str:
        """What its keys are."""
        return f"map of {self._what}"


class OneOf(Reader):
    """What the first reader takes that takes it at all."""

    def __init__(self, *readers: Reader) -> None:
        self.readers = readers

    def __call__(self, name: str, value: Any) -> Any:
        """What that reader gives. Raises the RequestError of the last one."""
        for reader in self.readers[:-1]:
            try:
                return reader(name, value)
            except RequestError:
                continue
        return self.readers[-1](name, value)

    def schema(self) -> Schema:
        """Any of the readers'."""
        return {"anyOf": [reader.schema() for reader in self.readers]}

    @property
    def python(self) -> str:
        """Any of the readers' types."""
        return " | ".join(dict.fromkeys(reader.python for reader in self.readers))

    @property
    def text(self) -> str:
        """All of them."""
        return " or ".join(dict.fromkeys(reader.text for reader in self.readers))

    @property
    def form(self) -> str:
        """All of them."""
        return " or ".join(dict.fromkeys(reader.form for reader in self.readers))


class Anything(Reader):
    """Any value of the wire; `what` it is in words."""

    python = "Any"

    def __init__(self, what: str = "any value") -> None:
        self._what = what

    def __call__(self, name: str, value: Any) -> Any:
        """The value itself."""
        return value

    def schema(self) -> Schema:
        """No bound."""
        return {"description": self._what}

    @property
    def text(self) -> str:
        """What it is."""
        return self._what
