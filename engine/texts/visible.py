"""Texts made visible: what would act on a screen, or not be seen, becomes an escape as `\\x1b`.

Escaped are control characters (line ends, tabs, ESC, DEL, C1), marks of direction, characters
without width, other blanks than the ordinary and the Chinese one, halves of surrogate pairs, and
what Unicode does not assign. Chinese text stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

IDEOGRAPHIC_SPACE = "\u3000"
# Letters and marks by category that are drawn as nothing, or change how their neighbour is drawn.
UNSEEN = "".join(
    (
        "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0",
        "\U000e0100-\U000e01ef",
    )
)
COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
MARKS_MAX = 2  # combining marks on one character; more of them cover the lines around
_UNSEEN = re.compile(f"[{UNSEEN}]")
_MARK = re.compile(f"[{COMBINING}]")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PAPER = "gbk"  # what the Chinese fonts of PDF readers draw for sure


def visible(text: str) -> str:
    """The text on one line, with escapes for what would act or not be seen; idempotent."""
    if text.isascii() and text.isprintable():
        return text
    room, shown = 0, []  # marks that may still follow
    for character in text:
        is_mark = _MARK.match(character) is not None
        acts = _acts(character) or (is_mark and room == 0)
        shown.append(escape(character) if acts else character)
        room = 0 if acts or character == " " else room - 1 if is_mark else MARKS_MAX
    return "".join(shown)


def visible_lines(text: str) -> str:
    """As `visible`, but a line feed still ends a line: for texts of our own that have several."""
    return "\n".join(map(visible, text.split("\n")))


def visible_fields(content: Any) -> Any:
    """Plain data (maps, lists, texts, numbers) with every text made visible, keys too."""
    if isinstance(content, str):
        return visible(content)
    if isinstance(content, Mapping):
        return {visible_fields(name): visible_fields(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [visible_fields(value) for value in content]
    return content


def on_paper(text: str) -> str:
    """As `visible`, for a font of GBK's characters: any other is an escape rather than a blank."""
    return "".join(each if _is_drawn(each) else escape(each) for each in visible(text))


def json_text(content: Any, indent: int | None = None, *, ascii_only: bool = False) -> str:
    """The content as JSON that a terminal may show: with JSON's escapes for what would act."""
    text = json.dumps(content, ensure_ascii=ascii_only, indent=indent)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_json_escape(each) if each != "\n" and _acts(each) else each for each in text)


def escape(character: str) -> str:
    """One character as Python writes it in a text: `\\n`, `\\x1b`, `\\u202e`, `\\U000e0041`."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _acts(character: str) -> bool:
    if character == IDEOGRAPHIC_SPACE:
        return False
    return not character.isprintable() or _UNSEEN.match(character) is not None


def _is_drawn(character: str) -> bool:
    try:
        character.encode(_PAPER)
    except UnicodeEncodeError:
        return False
    return True


def _json_escape(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) != 0x7F else "\\u007f"
