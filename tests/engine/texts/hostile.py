"""Texts that try to act on a screen, in a spreadsheet, on paper or in a log, and how they show."""

from __future__ import annotations

MARKUP = (
    "[/x]",
    "[/red]",
    "[link=https://x.example]click[/link]",
    "[bold]b[/bold]",
    ":bomb:",
    "<b>x</b>",
    "a & b <i>",
)
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "＝1+1", "'=1", '=HYPERLINK("x")')
CHINESE = (
    "\u751f\u6001\u73af\u5883\u90e8",
    "\u8ba1\u3000\u5212",
    "\u78b3\u6392\u653e\u914d\u989d\u6709\u9650\u516c\u53f8",
)
ACTING = {
    "a\x1b[2J": "a\\x1b[2J",
    "\x1b]0;title\x07": "\\x1b]0;title\\x07",
    "two\nlines": "two\\nlines",
    "over\rwritten": "over\\rwritten",
    "\ttab": "\\ttab",
    "nul\x00": "nul\\x00",
    "del\x7f": "del\\x7f",
    "csi\x9b2J": "csi\\x9b2J",
    "next\x85line": "next\\x85line",
    "abc\u202etxt.exe": "abc\\u202etxt.exe",
    "\u2066iso\u2069": "\\u2066iso\\u2069",
    "zero\u200bwidth": "zero\\u200bwidth",
    "join\u200der": "join\\u200der",
    "\ufeffmark": "\\ufeffmark",
    "line\u2028end": "line\\u2028end",
    "no\xa0break": "no\\xa0break",
    "soft\xadhyphen": "soft\\xadhyphen",
    "half\ud800": "half\\ud800",
    "tag\U000e0041": "tag\\U000e0041",
    "filler\u3164": "filler\\u3164",
    "variant\ufe0f": "variant\\ufe0f",
    "\u0301alone": "\\u0301alone",
    "z" + "\u0301" * 3: "z\u0301\u0301\\u0301",
}
HOSTILE = (*MARKUP, *FORMULAS, *ACTING)


def is_harmless(output: str) -> bool:
    """Whether a terminal only shows this: line feeds, printable characters, the Chinese blank."""
    return all(character.isprintable() or character in "\n\u3000" for character in output)
