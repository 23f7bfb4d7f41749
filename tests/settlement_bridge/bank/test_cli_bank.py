"""`ceax registry bank`, typed as in its help: a day of the settlement bank."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ceax = Callable[..., tuple[int, str]]


def told(ceax: Ceax, *words: str) -> Any:
    code, output = ceax("bank", *words, "--json")
    assert code == 0, output
    return json.loads(output)


def put(path: Path, *lines: str) -> str:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return str(path)


def test_a_day_of_the_bank(ceax: Ceax, tmp_path: Path) -> None:
    assert ceax("open-account", "820", "Huaneng")[0] == 0
    document = ("--document", "letter 4")
    assert (
        ceax("bank", "set-account", "820", "Huaneng", "ICBC Wuhan", "6222-820", *document)[0] == 0
    )
    header = "bank_reference,date,account,amount,payer_name,payer_account"
    rows = (
        "C1,2026-01-05,820,1000.00,Huaneng,6222-820",
        "C2,2026-01-05,,5.50,Nobody,6222-0",
        "total,2,,1005.50,,",
    )
    money_in = put(tmp_path / "in.csv", header, *rows)
    assert ceax("bank", "deposits", money_in, "--reference", "in-1")[0] == 1
    code, output = ceax("bank", "deposits", money_in, "--reference", "in-1", "--suspense")
    assert (code, "1 line of 5.50 CNY in suspense" in output) == (0, True)
    line = next(row["line"] for row in told(ceax, "suspense") if row["bank_reference"] == "C2")
    assert told(ceax, "assign", str(line), "820", *document)["event"] > line
    assert "may be paid out today" in ceax("bank", "account", "--account", "820")[1]
    given_up = told(ceax, "request", "820", "1.00")["payment"]
    payment = told(ceax, "request", "820", "400.00")["payment"]
    assert ceax("bank", "withdraw-request", str(given_up))[0] == 0
    made = told(ceax, "cut", "--out", str(tmp_path / "bank"))
    text = Path(made["path"]).read_bytes()
    assert hashlib.sha256(text).hexdigest() == made["digest"]
    assert told(ceax, "files")[-1]["digest"] == made["digest"]
    again = tmp_path / "again.csv"
    assert ceax("bank", "file", str(made["file"]), "--out", str(again))[0] == 0
    assert again.read_bytes() == text
    row = f"{payment},{made['file']},2026-01-05,400.00,confirmed,C3,"
    head = "payment,file,date,amount,result,bank_reference,reason"
    answer = put(tmp_path / "out.csv", head, row, "total,1,,400.00,,,")
    assert (
        "1 payment confirmed, 0 returned"
        in ceax("bank", "answer", answer, "--reference", "out-1")[1]
    )
    assert [row["status"] for row in told(ceax, "payments", "--account", "820")] == [
        "withdrawn",
        "confirmed",
    ]
    assert told(ceax, "payments", "--account", "820", "--status", "sent") == []


def test_the_position_says_what_is_off_and_ends_with_1(ceax: Ceax, tmp_path: Path) -> None:
    head = "date,settlement_account,closing_balance"
    said = put(tmp_path / "balance.csv", head, "2031-01-05,1001,1.00", "total,1,1.00")
    assert ceax("bank", "balance", said, "--reference", "balance-2031")[0] == 0
    code, output = ceax("bank", "position", "2031-01-05")
    assert (code, "bank_balance_differs" in output, "the bank says" in output) == (1, True, True)
    assert ceax("reconcile")[0] == 1
    position = json.loads(ceax("bank", "position", "--json")[1])["position"]
    fen = position["expected_fen"]
    amount = f"{fen // 100}.{fen % 100:02}"
    mended = put(tmp_path / "mended.csv", head, f"2031-01-05,1001,{amount}", f"total,1,{amount}")
    assert ceax("bank", "balance", mended, "--reference", "balance-2031-2")[0] == 0
    assert ceax("bank", "position")[0] == 0


def test_cash_moves_between_registry_and_exchange(ceax: Ceax, tmp_path: Path) -> None:
    header = "bank_reference,date,account,amount,payer_name,payer_account"
    money_in = put(
        tmp_path / "in.csv", header, "D1,2026-01-05,2,30.00,Two,6222-2", "total,1,,30.00,,"
    )
    assert told(ceax, "deposits", money_in, "--reference", "in-2")["amount_fen"] == 3_000
    assert "can be traded with now" in ceax("bank", "to-trading", "2", "30.00")[1]
    assert told(ceax, "to-registry", "2", "10.00")["reference"] > 0


def test_rules_are_set_and_shown(ceax: Ceax) -> None:
    assert ceax("bank", "set-rule", "sale_money_days", "2", "--document", "notice 4")[0] == 0
    assert {row["rule"]: row["value"] for row in told(ceax, "rules")}["sale_money_days"] == 2
    assert (
        "as by default" in ceax("bank", "set-rule", "sale_money_days", "--document", "notice 5")[1]
    )
