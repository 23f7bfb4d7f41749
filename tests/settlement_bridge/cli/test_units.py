"""`ceax registry`: events by order, files, reversal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_units_are_frozen_moved_by_order_pledged_and_cancelled(ceax: Any) -> None:
    for account in ("810", "811"):
        assert ceax("open-account", account, f"member {account}")[0] == 0
    ceax("allocate", "810", "CEA25", "100")
    assert (
        "10 t of CEA25 frozen, event"
        in ceax("freeze", "810", "CEA25", "10", "--document", "order 1")[1]
    )
    moved = (
        "court-transfer",
        "810",
        "811",
        "CEA25",
        "6",
        "--state",
        "frozen",
        "--document",
        "order 2",
    )
    assert "6 t of CEA25 transferred to account 811" in ceax(*moved)[1]
    assert (
        "4 t of CEA25 free again"
        in ceax("unfreeze", "810", "CEA25", "4", "--document", "order 3")[1]
    )
    assert (
        "5 t of CEA25 inherited by account 811"
        in ceax("inherit", "810", "811", "CEA25", "5", "--document", "merger")[1]
    )
    assert (
        "9 t of CEA25 pledged" in ceax("pledge", "810", "CEA25", "9", "--document", "contract")[1]
    )
    assert (
        "9 t of CEA25 released" in ceax("release", "810", "CEA25", "9", "--document", "contract")[1]
    )
    code, output = ceax("cancel", "810", "CEA25", "2", "--note", "a flight", "--json")
    assert code == 0
    event = str(json.loads(output)["number"])
    assert (
        f"event {event} is taken back by event"
        in ceax("reverse", event, "--document", "mistake")[1]
    )


def test_units_are_frozen_and_moved_by_their_serial_numbers(ceax: Any, tmp_path: Path) -> None:
    for account in ("815", "816"):
        ceax("open-account", account, f"member {account}")
    ceax("allocate", "815", "CEA24", "100")
    blocks = json.loads(ceax("blocks", "--account", "815", "--json")[1])
    start = next(row["first"] for row in blocks if row["instrument"] == "CEA24")
    some, more = f"{start + 10}-{start + 14}", f"{start + 20}"
    order = ("--document", "order 7")
    code, output = ceax("freeze", "0", "CEA24", "--serials", some, "--serials", more, *order)
    assert (code, output.splitlines()[0].split(", event")[0]) == (0, "6 t of CEA24 frozen")
    assert output.splitlines()[1] == (
        f"  {some}, {more}: account 815 registry_available -> account 815 frozen_by_number"
    )
    assert "frozen_by_number" in ceax("trace", f"CEA24-2024-00-{start + 12:012}")[1]
    assert ceax("freeze", "815", "CEA24", "--serials", more, *order)[0] == 1
    assert ceax("freeze", "816", "CEA24", "--serials", f"{start}", *order)[0] == 1
    listed = tmp_path / "stolen.txt"
    listed.write_text(f"\ufeff{some}\r\n\r\n{more}\r\n", encoding="utf-8")
    moved = ceax("court-transfer", "0", "816", "CEA24", "--serials-file", str(listed), *order)[1]
    assert "6 t of CEA24 transferred to account 816" in moved
    listed.write_text(f"{some}\n1 to 5\n", encoding="utf-8")
    code, output = ceax("freeze", "0", "CEA24", "--serials-file", str(listed), *order)
    assert (code, "stolen.txt, line 2: '1 to 5'" in " ".join(output.split())) == (2, True)
    listed.write_bytes("统一编码\n".encode("gbk"))
    assert ceax("freeze", "0", "CEA24", "--serials-file", str(listed), *order)[0] == 2
    assert ceax("freeze", "0", "CEA24", *order)[0] == 1
    assert ceax("freeze", "815", "CEA24", "5", "--serials", f"{start}", *order)[0] == 1


def test_a_file_is_allocated(ceax: Any, tmp_path: Path) -> None:
    ceax("open-account", "812", "Emitter")
    file = tmp_path / "2025.csv"
    file.write_text(
        "account,instrument,year,province,quantity\n812,CEA25,2025,42,70\ntotal,1,,,70\n",
        encoding="utf-8",
    )
    assert (
        "2025.csv is allocated, event"
        in ceax("allocate-file", str(file), "--reference", "cli 2025")[1]
    )


def test_a_transfer_window_is_set_and_taken_away(ceax: Any) -> None:
    assert ceax("transfer-window", "transfer_out", "00:00", "24:00", "--document", "notice") == (
        0,
        "transfer_out: from 00:00 to 24:00\n",
    )
    assert ceax("transfer-window", "transfer_out", "12:00", "11:00", "--document", "notice")[0] == 1
    assert ceax("transfer-window", "transfer_out", "--document", "notice") == (
        0,
        "transfer_out: all day\n",
    )
