"""`ceax registry audit` on a running house."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def test_the_audit_names_who_opened_accounts_and_is_the_same_in_both_forms(
    ceax: Any, tmp_path: Path
) -> None:
    assert ceax("audit", "--out", str(tmp_path / "a.csv"))[0] == 0
    assert ceax("audit", "--out", str(tmp_path / "a.jsonl"))[0] == 0
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [
        json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert rows == [
        {name: "" if value is None else str(value) for name, value in line.items()}
        for line in lines
    ]
    assert {"account 1", "account 2"} <= {
        f"{row['source']} {row['number']}" for row in rows if row["who"] == "bridge"
    }
    deposit = next(row for row in rows if row["what"] == "deposit")
    assert (deposit["to_account"], deposit["amount_fen"], deposit["who"], deposit["quantity"]) == (
        "1",
        "10000000",
        "bridge",
        "",
    )
    issue = next(row for row in rows if row["what"] == "issue")
    assert (issue["to_account"], issue["instrument"], issue["quantity"]) == ("1", "CEA25", "1000")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_audits_file_is_checked_by_itself_and_against_the_registry(
    ceax: Any, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    digest = json.loads(ceax("audit", "--out", str(file), "--json")[1])["digest"]
    code, output = ceax("verify-audit", str(file), "--json")
    assert (code, json.loads(output)["registry"], json.loads(output)["digest"]) == (0, True, digest)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for broken in (
        lines[:-1],
        lines[:3] + lines[4:],
        [*lines[:3], lines[4], lines[3], *lines[5:]],
        [*lines, lines[-1]],
    ):
        file.write_text("".join(broken), encoding="utf-8")
        assert ceax("verify-audit", str(file))[0] == 1
    file.write_text("".join(lines).replace("10000000", "10000001", 1), encoding="utf-8")
    assert ceax("verify-audit", str(file))[0] == 1


def test_a_day_without_acts_gives_an_end_alone_and_other_names_of_files_are_refused(
    ceax: Any, tmp_path: Path
) -> None:
    code, output = ceax(
        "audit", "--out", str(tmp_path / "a.csv"), "--from", "2001-01-01", "--to", "2001-01-02"
    )
    assert (code, "0 acts" in output) == (0, True)
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 2
    assert ceax("verify-audit", str(tmp_path / "a.csv"))[0] == 0
    assert ceax("audit", "--out", str(tmp_path / "a.txt"))[0] == 2


def test_a_ground_that_was_changed_in_the_file_is_named_by_check_and_audit(
    ceax: Any, house: Any, tmp_path: Path
) -> None:
    assert ceax("check")[0] == 0
    database = house.data / "registry" / "registry.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as behind:
        first = "(SELECT min(event) FROM sign_offs)"
        ((event, ground),) = behind.execute(
            f"SELECT event, document FROM sign_offs WHERE event = {first}"
        )
        change = "UPDATE sign_offs SET document = ? WHERE event = ?"
        behind.execute(change, ("court 9/2026", event))
        named = f"sign_offs {event} is not what link "
        for words in (("check",), ("audit", "--out", str(tmp_path / "a.csv")), ("reconcile",)):
            code, output = ceax(*words)
            assert (code, named in output) == (1, True), output
        behind.execute(change, (ground, event))
    assert ceax("check")[0] == 0


def test_the_registry_s_acts_are_shown_like_the_exchange_s(ceax: Any, tmp_path: Path) -> None:
    code, output = ceax("acts", "--kind", "deposit", "--who", "bridge", "--limit", "1", "--json")
    (deposit,) = json.loads(output)
    assert code == 0 and deposit["about"]["amount"].endswith(" CNY")
    assert (deposit["who"], deposit["act"], deposit["outcome"]) == ("bridge", "deposit", "accepted")
    assert ceax("acts", "--csv", str(tmp_path / "acts.csv"))[0] == 0
    with (tmp_path / "acts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"issue", "deposit"} <= {row["act"] for row in rows}
    assert "deposit" in ceax("acts", "--kind", "deposit")[1]
    assert json.loads(ceax("acts", "--who", "nobody", "--json")[1]) == []
