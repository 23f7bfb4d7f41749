"""What the texts that go with a command are for."""

from __future__ import annotations

from enum import IntEnum

from engine.units import NAME_MAX, REASON_MAX, REQUEST_MAX, WORDING_MAX


class TextUse(IntEnum):
    """What a text is for: its number (in the log, never reused), how many bytes of UTF-8 it has at
    most, and what it is.
    """

    most: int
    sentence: str

    def __new__(cls, number: int, most: int = 0, sentence: str = "") -> TextUse:
        member = int.__new__(cls, number)
        member._value_ = number
        member.most = most
        member.sentence = sentence
        return member

    @property
    def word(self) -> str:
        """Its name on the wire and in what is printed."""
        return self.name.lower()

    REASON = 1, REASON_MAX, "Why staff did it."
    NAME_ZH = 2, NAME_MAX, "Legal name in Chinese."
    NAME_EN = 3, NAME_MAX, "Legal name in English."
    TITLE_ZH = 4, NAME_MAX, "Title of an announcement in Chinese."
    TITLE_EN = 5, NAME_MAX, "Title of an announcement in English."
    TEXT_ZH = 6, WORDING_MAX, "Wording of an announcement in Chinese."
    TEXT_EN = 7, WORDING_MAX, "Wording of an announcement in English."
    PARTY = 8, NAME_MAX, "Whom an entity is related to."
    CASE_NOTE = 9, WORDING_MAX, "What staff notes of a case of surveillance."
    REQUEST = 10, REQUEST_MAX, "Request of an act that awaits approval, as JSON."


NAMES = (TextUse.NAME_ZH, TextUse.NAME_EN)
WORDINGS = (TextUse.TITLE_ZH, TextUse.TITLE_EN, TextUse.TEXT_ZH, TextUse.TEXT_EN)
