"""Every command that takes a file: what cannot be read is one sentence with line, byte and way out,
and never a traceback; the same file in the encoding that is named is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli import main

REGISTRY = ("--reference", "g1", "--url", "ws://127.0.0.1:1", "--key", "none.pem")
ALLOCATION = "account,instrument,year,province,quantity\n1,CEA25,2025,42,5\n总计,1,,,5\n"
OBLIGATIONS = "entity,year,emissions,due\n7,2024,5,5\n总计,1,5,5\n"
DEPOSITS = (
    "bank_reference,date,account,amount,payer_name,payer_account\n"
    "P1,2026-01-05,7,1.00,汉江电力,62\ntotal,1,,1.00,,\n"
)
ANSWER = (
    "payment,file,date,amount,result,bank_reference,reason\n"
    "1,1,2026-01-05,1.00,returned,P1,账户已销\ntotal,1,,1.00,,,\n"
)
BALANCE = "date,settlement_account,closing_balance\n2026-01-05,账号,1.00\ntotal,1,1.00\n"
DAYS = "date,code,收盘\n2026-01-05,CEA25,78.50\n"
ORDERS = "side,price,quantity,order\nsell,78.50,10,甲\nbuy,79.00,4,乙\n"
COMMANDS = {
    "allocate-file": (("registry", "allocate-file", "F", *REGISTRY), ALLOCATION),
    "obligations": (("registry", "obligations", "F", *REGISTRY), OBLIGATIONS),
    "deposits": (("registry", "bank", "deposits", "F", *REGISTRY), DEPOSITS),
    "answer": (("registry", "bank", "answer", "F", *REGISTRY), ANSWER),
    "balance": (("registry", "bank", "balance", "F", *REGISTRY), BALANCE),
    "days": (("days", "F"), DAYS),
    "import-history": (("import-history", "F", "--data", "."), DAYS),
    "simulate": (("simulate", "F", "--out", "trades.csv"), ORDERS),
}
Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command says of a file on stderr, in its one line."""
    monkeypatch.chdir(tmp_path)

    def run(command: str, content: bytes, *options: str) -> str:
        Path("F").write_bytes(content)
        monkeypatch.setattr(sys, "argv", ["ceax", *COMMANDS[command][0], *options])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert ended.value.code != 0 and said.count("\n") == 1, said
        return said

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_a_chinese_excel_is_read_when_its_encoding_is_named(
    command: str, say: Say
) -> None:
    text = COMMANDS[command][1]
    before = text[: next(place for place, letter in enumerate(text) if ord(letter) > 127)]
    said = say(command, text.encode("gbk"))
    place = f"line {before.count(chr(10)) + 1}: byte {len(before) + 1} of the file is 0x"
    assert place in said and "--encoding names another one, as gb18030 of a Chinese Excel" in said
    if command != "simulate":  # which would run to its end
        assert "byte" not in say(command, text.encode("gbk"), "--encoding", "gb18030")
    assert "the file is UTF-8, not GB18030" in say(command, text.encode(), "--encoding", "gb18030")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\0", "a NUL character"),
        ("价".encode("utf-16"), "as utf-16 of a text from Windows"),
        (b"a,b\r1,2\r", "a carriage return that ends no line of Windows or Unix"),
        ("a\ufffd\n".encode(), "a letter that an earlier conversion has lost"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_text_is_said_in_one_line(
    command: str, content: bytes, complaint: str, say: Say
) -> None:
    said = say(command, content)
    assert "F, line 1: " in said and complaint in said
