import json

import pytest

from engine.texts.visible import json_text, on_paper, visible, visible_fields, visible_lines
from tests.engine.texts.hostile import ACTING, CHINESE, FORMULAS, HOSTILE, MARKUP, is_harmless


@pytest.mark.parametrize("text", ACTING)
def test_what_acts_on_a_screen_shows_as_an_escape(text: str) -> None:
    assert visible(text) == ACTING[text]


@pytest.mark.parametrize("text", [*MARKUP, *FORMULAS, *CHINESE, "caf\u00e9", "a\\b"])
def test_what_only_shows_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_visible_text_made_visible_again_is_the_same(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_no_character_of_unicode_acts_once_it_is_visible() -> None:
    for start in range(0, 0x110000, 0x1000):
        assert is_harmless(visible("x".join(map(chr, range(start, start + 0x1000)))))


def test_a_text_of_lines_keeps_its_line_feeds_only() -> None:
    assert visible_lines("a\nb\rc") == "a\nb\\rc"


def test_plain_data_is_made_visible_to_its_leaves_and_keys() -> None:
    shown = visible_fields({"a\n": ["\x1b", 1, None, ("\t",)]})
    assert shown == {"a\\n": ["\\x1b", 1, None, ["\\t"]]}


@pytest.mark.parametrize("text", [*HOSTILE, *CHINESE])
@pytest.mark.parametrize("indent", [None, 1])
def test_json_for_a_terminal_is_exact_and_harmless(text: str, indent: int | None) -> None:
    written = json_text({text: [text]}, indent)
    assert json.loads(written) == {text: [text]}
    assert is_harmless(written)


def test_paper_draws_chinese_and_shows_what_its_font_lacks_as_an_escape() -> None:
    assert on_paper(CHINESE[0]) == CHINESE[0]
    assert on_paper("\U00020bb7\u91ce \u0e01") == "\\U00020bb7\u91ce \\u0e01"
