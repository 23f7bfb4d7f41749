"""Files that people hand in, from bytes to text.

UTF-8 with or without a byte order mark, or the encoding that is named. What is not of that encoding
is refused with its line and byte; so are NUL characters, a carriage return that ends a line alone,
and letters that an earlier conversion has lost. Nothing is read as other letters: UTF-16 needs its
byte order mark, and a text that is UTF-8 is not taken for anything else.
"""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

from engine.errors import FileUnreadable

CHUNK_BYTES = 1 << 20


class Encoding(StrEnum):
    """How the letters of a file are bytes; GBK and GB2312 are parts of GB18030."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"
    GBK = "gbk"
    BIG5 = "big5"
    UTF_16 = "utf-16"


ENCODING_HELP = "Of the file's letters; gb18030 is that of a Chinese Excel."
CODECS = {Encoding.UTF_8: "utf-8-sig", Encoding.GBK: "gb18030"}  # the others by their own names
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WIDE = 0x0800  # characters from here on are three bytes of UTF-8 and hardly ever come by chance
AS_UTF_8 = "without --encoding it is read so"
SAVE_ANEW = "save it anew as plain text, with line ends of Windows or Unix"
ODD = re.compile("\0|\ufffd|\r(?!\n)")
ODD_WORDS = {
    "\0": "a NUL character",
    "\ufffd": "a letter that an earlier conversion has lost (U+FFFD)",
    "\r": "a carriage return that ends no line of Windows or Unix",
}


def read_text(path: Path, encoding: Encoding = Encoding.UTF_8) -> str:
    """The text of a small file. Raises FileUnreadable, OSError."""
    return text_of(path.read_bytes(), encoding, str(path))


def text_of(content: bytes, encoding: Encoding = Encoding.UTF_8, name: str = "") -> str:
    """The text that some bytes are. Raises FileUnreadable, which names the file so."""
    return "".join(decoded([content], encoding, name))


def check_text(text: str, name: str = "") -> None:
    """Raise FileUnreadable for a character that no table has."""
    sound = text.count("\r") == text.count("\r\n") and "\0" not in text and "\ufffd" not in text
    if not sound and (found := ODD.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        raise FileUnreadable(name, line, ODD_WORDS[found[0]], SAVE_ANEW)


@contextmanager
def opened(path: Path, encoding: Encoding = Encoding.UTF_8) -> Iterator[IO[bytes]]:
    """A large file as UTF-8: itself, unchecked, or a temporary copy of one in another encoding.

    Raises FileUnreadable, OSError.
    """
    with path.open("rb") as file:
        if encoding is Encoding.UTF_8:
            yield file
            return
        with tempfile.TemporaryFile() as copy:
            for text in decoded(iter(partial(file.read, CHUNK_BYTES), b""), encoding, str(path)):
                copy.write(text.encode())
            copy.seek(0)
            yield copy


def decoded(
    chunks: Iterable[bytes], encoding: Encoding, name: str, line: int = 1, byte: int = 0
) -> Iterator[str]:
    """The text of a file, part by part; `line` and `byte` are where the first chunk begins.

    Raises FileUnreadable.
    """
    decoder = codecs.getincrementaldecoder(CODECS.get(encoding, encoding))()
    rest = ""  # a carriage return whose line feed may follow
    for place, chunk in enumerate(chain(chunks, [b""])):
        if place == 0:
            _check_mark(chunk, encoding, name)
        try:
            text = rest + decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            raise _not_of(encoding, error, name, line, byte + len(chunk)) from error
        rest = "\r" if chunk and text.endswith("\r") else ""
        text = text.removesuffix("\r") if rest else text
        _check_part(text, name, line)
        line, byte = line + text.count("\n"), byte + len(chunk)
        yield text


def _check_part(text: str, name: str, line: int) -> None:
    try:
        check_text(text, name)
    except FileUnreadable as error:
        raise FileUnreadable(name, line + error.line - 1, error.problem, error.allowed) from None


def _check_mark(beginning: bytes, encoding: Encoding, name: str) -> None:
    """Refuse a file whose beginning says that it is of another encoding than the one named."""
    if encoding is Encoding.UTF_16 and not beginning.startswith(UTF_16_MARKS):
        message = "no byte order mark, so that it is not known as UTF-16"
        raise FileUnreadable(name, 1, message, "save it anew as UTF-8")
    if encoding not in (Encoding.UTF_8, Encoding.UTF_16) and _is_utf_8(beginning):
        raise FileUnreadable(name, 1, f"the file is UTF-8, not {encoding.upper()}", AS_UTF_8)


def _is_utf_8(beginning: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return any(ord(character) >= WIDE for character in text)


def _not_of(
    encoding: Encoding, error: UnicodeDecodeError, name: str, line: int, end: int
) -> FileUnreadable:
    """The refusal of a byte; what the decoder had in hand ended at byte `end` of the file."""
    before = error.object[: error.start]
    line += before.decode(CODECS.get(encoding, encoding), "ignore").count("\n")
    place = end - len(error.object) + error.start
    marked = place == 0 and error.object.startswith(UTF_16_MARKS)
    other = "utf-16 of a text from Windows" if marked else "gb18030 of a Chinese Excel"
    return FileUnreadable(
        name,
        line,
        f"byte {place + 1} of the file is {error.object[error.start]:#04x}, which is not"
        f" {encoding.upper()}",
        f"--encoding names another one, as {other}",
    )
