"""`ceax registry audit` on a running house."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any


def test_the_audit_names_who_opened_accounts_and_is_the_same_in_both_forms(ceax: Any, tmp_path: Path) -> None:
    assert ceax("audit", "--out", str(tmp_path / "a.csv"))[0] == 0
    assert ceax("audit", "--out", str(tmp_path / "a.jsonl"))[0] == 0
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows == [{name: str(value) for name, value in line.items()} for line in lines]
    assert {"account 1", "account 2"} <= {f"{row['source']} {row['number']}" for row in rows if row["who"] == "bridge"}


def test_a_day_without_acts_gives_a_header_and_other_names_of_files_are_refused(ceax: Any, tmp_path: Path) -> None:
    code, output = ceax("audit", "--out", str(tmp_path / "a.csv"), "--from", "2001-01-01", "--to", "2001-01-02")
    assert (code, "0 acts" in output) == (0, True)
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 1
    assert ceax("audit", "--out", str(tmp_path / "a.txt"))[0] == 2
