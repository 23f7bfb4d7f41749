"""Texts that go with a command: cut into pieces, put ahead of it, read back."""

import numpy as np
import pytest

from engine.commands import MORE, CommandArray, CommandKind, TextUse, command, unused_fields
from engine.commands.texts import parted_texts, text_fields, texts_ahead, with_texts
from engine.units import PIECE_MAX, PIECES_MAX

ZH = "湖北碳排放权交易中心有限公司"
SUSPEND = command(CommandKind.SUSPEND_ACCOUNT, account=7, operator=3)


def numbered(commands: CommandArray) -> CommandArray:
    commands["sequence"] = np.arange(1, len(commands) + 1)
    return commands


@pytest.mark.parametrize("size", [1, 23, 24, 25, 119, 120, 121, 240, 959, 960])
def test_a_text_of_any_size_comes_back_as_it_was(size: int) -> None:
    text = (ZH * 30).encode()[:size]
    batch = numbered(with_texts(SUSPEND, {TextUse.TEXT_ZH: text}))
    assert len(batch) == -(-size // PIECE_MAX) + 1
    assert texts_ahead(batch) == {len(batch): {"text_zh": text.decode("utf-8", "replace")}}
    assert unused_fields(batch) == []


def test_several_texts_lie_ahead_of_their_command_in_order_with_its_operator() -> None:
    texts = {TextUse.NAME_ZH: ZH.encode(), TextUse.NAME_EN: b"Hubei"}
    batch = numbered(np.concatenate([SUSPEND, with_texts(SUSPEND, texts), SUSPEND]))
    kinds = [CommandKind(kind).name for kind in batch["kind"].tolist()]
    assert kinds == ["SUSPEND_ACCOUNT", "TEXT", "TEXT", "SUSPEND_ACCOUNT", "SUSPEND_ACCOUNT"]
    assert batch["flags"].tolist() == [0, MORE, 0, 0, 0]
    assert batch["operator"].tolist() == [3] * 5
    assert texts_ahead(batch) == {4: {"name_zh": ZH, "name_en": "Hubei"}}


@pytest.mark.parametrize(
    ("use", "size", "allowed"),
    [(TextUse.REASON, 0, 120), (TextUse.REASON, 121, 120), (TextUse.TEXT_EN, 961, 960)],
)
def test_a_text_that_is_empty_or_too_long_is_refused_by_name(
    use: TextUse, size: int, allowed: int
) -> None:
    with pytest.raises(ValueError, match=f"{use.word} of {size} bytes: 1 to {allowed} are allowed"):
        text_fields({use: b"x" * size})


def test_all_texts_at_their_longest_go_with_one_command() -> None:
    apart = (TextUse.REQUEST,)  # with commands that carry a reason alone beside
    alone = (TextUse.PARTY, TextUse.CASE_NOTE)  # with commands that carry nothing else
    pieces = text_fields({use: b"x" * use.most for use in TextUse if use not in (*apart, *alone)})
    assert len(pieces) == 21 <= PIECES_MAX
    held = text_fields({use: b"x" * use.most for use in (*apart, TextUse.REASON)})
    assert len(held) == 18 <= PIECES_MAX


def test_texts_that_are_parted_from_what_they_go_with_are_named() -> None:
    whole = with_texts(SUSPEND, {TextUse.TEXT_ZH: b"x" * 121})
    order = command(CommandKind.REPLACE, account=7, order_id=1)
    assert parted_texts(whole) == parted_texts(SUSPEND) == ""
    assert "ends with a text" in parted_texts(whole[:-1])
    assert "flag MORE" in parted_texts(whole[[0, 2]])
    assert "flag MORE" in parted_texts(whole[[1, 1, 2]])
    assert "an order" in parted_texts(np.concatenate([whole[:-1], order]))
    cancel = command(CommandKind.CANCEL, order_id=1)
    assert parted_texts(np.concatenate([whole[:-1], cancel])) == ""
