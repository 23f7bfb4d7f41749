"""Files that come in parts."""

from __future__ import annotations

import hashlib

from settlement_bridge.errors import Refusal
from settlement_bridge.office import UPLOADS_MAX, Uploads
from settlement_bridge.operations.registrar import FILE_MAX


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def code_of(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def test_parts_in_order_make_the_whole() -> None:
    uploads, name = Uploads(), digest("配额\nab")
    assert uploads.add(name, 0, "配额\n") == 3
    assert uploads.add(name, 3, "ab") == 5
    assert uploads.whole(name) == "配额\nab"


def test_a_part_out_of_order_says_where_it_should_have_begun() -> None:
    uploads, name = Uploads(), digest("abc")
    assert code_of(uploads.add(name, 1, "b")) == "upload_out_of_order"
    uploads.add(name, 0, "ab")
    refusal = uploads.add(name, 1, "b")
    assert isinstance(refusal, Refusal)
    assert refusal.allowed == 2


def test_a_file_with_a_part_missing_or_changed_is_not_whole() -> None:
    uploads, name = Uploads(), digest("abc")
    assert code_of(uploads.whole(name)) == "file_incomplete"
    uploads.add(name, 0, "ab")
    assert code_of(uploads.whole(name)) == "file_incomplete"
    uploads.add(name, 0, "abc")
    assert uploads.whole(name) == "abc"
    uploads.forget(name)
    assert code_of(uploads.whole(name)) == "file_incomplete"


def test_files_are_bounded_in_number_and_size() -> None:
    uploads = Uploads()
    for number in range(UPLOADS_MAX + 1):
        uploads.add(digest(str(number)), 0, str(number))
    assert code_of(uploads.whole(digest("0"))) == "file_incomplete"
    assert uploads.whole(digest("1")) == "1"
    uploads.add("x", 0, "y" * FILE_MAX)
    assert code_of(uploads.add("x", FILE_MAX, "y")) == "file_too_large"
