"""The documents show what their worked examples print today, and every example is shown."""

from __future__ import annotations

import pytest

from tests.worked_examples import (
    HOUSE,
    ROOMS,
    compared,
    shown,
    shown_examples,
    statements,
    transcripts,
)

pytestmark = pytest.mark.timeout(900)  # the first test waits for all scripts
SOURCED = "gateway/examples/venue.sh"  # what the other scripts begin with


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each example prints."""
    return transcripts(shown_examples(), tmp_path_factory.mktemp("examples"))


@pytest.mark.parametrize("path", shown_examples())
def test_a_document_shows_what_its_example_prints(path: str, printed: dict[str, str]) -> None:
    now = compared(printed[path])
    assert now
    for text in shown(path):
        assert compared(text) == now


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
