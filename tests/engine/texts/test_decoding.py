"""Files in every encoding: read as what they are, or refused with their line, byte and way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FileUnreadable
from engine.texts.decoding import Encoding, decoded, opened, read_text, text_of

TEXT = "account,name\r\n1,汉江电力\r\n2,Müller\n"
ENCODED = [
    (Encoding.UTF_8, TEXT.encode()),
    (Encoding.UTF_8, TEXT.encode("utf-8-sig")),
    (Encoding.GB18030, TEXT.encode("gb18030")),
    (Encoding.GBK, TEXT.encode("gbk")),
    (Encoding.BIG5, "1,總計\n".encode("big5")),
    (Encoding.UTF_16, TEXT.encode("utf-16")),
]


@pytest.mark.parametrize(("encoding", "content"), ENCODED)
def test_a_text_is_the_same_in_every_encoding_and_however_it_is_cut(
    tmp_path: Path, encoding: Encoding, content: bytes
) -> None:
    text = text_of(content, encoding)
    assert text in (TEXT, "1,總計\n")
    pairs = (content[place : place + 2] for place in range(0, len(content), 2))
    assert "".join(decoded(pairs, encoding, "")) == text
    (tmp_path / "file").write_bytes(content)
    assert read_text(tmp_path / "file", encoding) == text
    with opened(tmp_path / "file", encoding) as file:
        assert file.read().decode("utf-8-sig") == text


BAD: dict[str, tuple[Encoding, bytes, str]] = {
    "GBK": (
        Encoding.UTF_8,
        b"a,b\n1,2\n" + "总计".encode("gbk"),
        "f.csv, line 3: byte 9 of the file is 0xd7, which is not UTF-8; --encoding names another"
        " one, as gb18030 of a Chinese Excel",
    ),
    "latin-1 named as GBK": (
        Encoding.GBK,
        b"a\n\xe9\n",
        "line 2: byte 3 .* 0xe9, which is not GBK",
    ),
    "UTF-16": (Encoding.UTF_8, "a".encode("utf-16"), "byte 1 .*, as utf-16 of a text from Windows"),
    "UTF-16 without its mark": (Encoding.UTF_16, "a".encode("utf-16-le"), "no byte order mark"),
    "UTF-8 named as GBK": (Encoding.GBK, "总计".encode(), "the file is UTF-8, not GBK; without --"),
    "UTF-8 with a mark, named as GB18030": (
        Encoding.GB18030,
        b"\xef\xbb\xbfa",
        "the file is UTF-8",
    ),
    "a letter cut off": (Encoding.UTF_8, "a\n总".encode()[:-1], "line 2: byte 3 .* is 0xe6"),
    "half a surrogate pair": (Encoding.UTF_8, b"a\xed\xa0\x80", "line 1: byte 2 "),
    "NUL": (Encoding.UTF_8, b"a\nb\0", "line 2: a NUL character; save it anew"),
    "old Mac": (Encoding.UTF_8, b"a\r\nb\rc\r", "line 2: a carriage return that ends no line"),
    "one at the end": (Encoding.UTF_8, b"a\r", "line 1: a carriage return that ends no line"),
    "lost before": (Encoding.UTF_8, "a\n\n\ufffd".encode(), "line 3: a letter that an earlier"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_text_is_refused_by_line_with_a_way_out(bad: str) -> None:
    encoding, content, complaint = BAD[bad]
    with pytest.raises(FileUnreadable, match=complaint):
        text_of(content, encoding, "f.csv")


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\ufffd\ufeff")))
def test_every_text_comes_through_utf_8_and_gb18030(text: str) -> None:
    assert text_of(text.encode()) == text
    try:
        assert text_of(text.encode("gb18030"), Encoding.GB18030) == text
    except FileUnreadable as error:
        assert "the file is UTF-8" in str(error)


@given(st.binary(), st.sampled_from(Encoding), st.integers(3, 5))
def test_no_bytes_end_in_anything_but_a_text_or_a_refusal(
    content: bytes, encoding: Encoding, size: int
) -> None:
    chunks = [content[place : place + size] for place in range(0, len(content), size)]
    try:
        text = text_of(content, encoding)
    except FileUnreadable:
        return
    assert "\0" not in text and text.count("\r") == text.count("\r\n")
    assert "".join(decoded(chunks, encoding, "")) == text
