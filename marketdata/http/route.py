"""What a row of the table of paths has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gateway.protocol.maps import Field
from gateway.protocol.readers import Reader
from marketdata.archive.tables import Columns
from marketdata.http.forms import OF_DOCUMENTS, Form

PREFIX = "/v1/"
IN_PATH = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Route:
    """One path.

    `fields`: those of its path, in braces there, and of its query. `answer`: what a document says;
    `columns`: those of rows, which come in pages; neither: a file. `in_chinese`: their columns with
    `lang=zh`.
    """

    name: str
    path: str
    help: str  # one sentence
    fields: Mapping[str, Field] = field(default_factory=dict)
    answer: Reader | None = None
    columns: Columns = ()
    in_chinese: Columns = ()
    forms: tuple[Form, ...] = OF_DOCUMENTS

    @property
    def is_file(self) -> bool:
        """Whether a file is sent as it is."""
        return self.answer is None and not self.columns

    @cached_property
    def segments(self) -> list[str]:
        """Parts of the path between slashes, after the prefix."""
        return self.path.removeprefix(PREFIX).split("/")

    @cached_property
    def in_path(self) -> list[str]:
        """Names of the fields that the path has."""
        return IN_PATH.findall(self.path)
