"""`ceax registry`: events by order, files, reversal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def test_units_are_frozen_moved_by_order_pledged_and_cancelled(ceax: Any) -> None:
    for account in ("810", "811"):
        assert ceax("open-account", account, f"member {account}")[0] == 0
    ceax("allocate", "810", "CEA25", "100")
    assert "10 t of CEA25 frozen, event" in ceax("freeze", "810", "CEA25", "10", "--document", "order 1")[1]
    moved = ("court-transfer", "810", "811", "CEA25", "6", "--state", "frozen", "--document", "order 2")
    assert "6 t of CEA25 transferred to account 811" in ceax(*moved)[1]
    assert "4 t of CEA25 free again" in ceax("unfreeze", "810", "CEA25", "4", "--document", "order 3")[1]
    assert "5 t of CEA25 inherited by account 811" in ceax("inherit", "810", "811", "CEA25", "5", "--document", "merger")[1]
    assert "9 t of CEA25 pledged" in ceax("pledge", "810", "CEA25", "9", "--document", "contract")[1]
    assert "9 t of CEA25 released" in ceax("release", "810", "CEA25", "9", "--document", "contract")[1]
    code, output = ceax("cancel", "810", "CEA25", "2", "--note", "a flight", "--json")
    assert code == 0
    event = str(json.loads(output)["number"])
    assert f"event {event} is taken back by event" in ceax("reverse", event, "--document", "mistake")[1]


def test_a_file_is_allocated(ceax: Any, tmp_path: Path) -> None:
    ceax("open-account", "812", "Emitter")
    file = tmp_path / "2025.csv"
    file.write_text("account,instrument,year,province,quantity\n812,CEA25,2025,42,70\ntotal,1,,,70\n", encoding="utf-8")
    assert "2025.csv is allocated, event" in ceax("allocate-file", str(file), "--reference", "cli 2025")[1]


def test_a_transfer_window_is_set_and_taken_away(ceax: Any) -> None:
    assert ceax("transfer-window", "transfer_out", "00:00", "24:00", "--document", "notice") == (
        0,
        "transfer_out: from 00:00 to 24:00\n",
    )
    assert ceax("transfer-window", "transfer_out", "12:00", "11:00", "--document", "notice")[0] == 1
    assert ceax("transfer-window", "transfer_out", "--document", "notice") == (0, "transfer_out: all day\n")
