"""The documents show what their worked examples print today, and every example is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.commands import masked
from tests.worked_examples import HOUSE, ROOMS, shown, shown_examples, statements, transcript

SOURCED = "gateway/examples/venue.sh"  # what the other scripts begin with


@pytest.mark.parametrize("path", shown_examples())
def test_a_document_shows_what_its_example_prints(path: str, tmp_path: Path) -> None:
    printed = masked(transcript(path, tmp_path))
    assert printed
    for text in shown(path):
        assert masked(text) == printed


def test_every_example_is_shown() -> None:
    files = (
        each
        for room in ROOMS
        for each in (HOUSE / room / "examples").glob("*")
        if each.suffix in (".sh", ".py")
    )
    assert {each.relative_to(HOUSE).as_posix() for each in files} - {SOURCED} == set(
        shown_examples()
    )


def test_a_here_document_belongs_to_its_command() -> None:
    assert list(statements("cat > a <<'END'\n1\n\nEND\n\nls\n")) == [
        "cat > a <<'END'\n1\n\nEND",
        "ls",
    ]
