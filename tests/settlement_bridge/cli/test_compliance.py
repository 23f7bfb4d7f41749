"""`ceax registry`: a year's compliance from the emissions file to the certificate, through real
processes.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from gateway.protocol.private_keys import KeyFile
from settlement_bridge.compliance.certificate import Statement, verify
from settlement_bridge.compliance.certificate_page import code_in_pdf, draw

YEARS = itertools.count(2030)


@pytest.fixture
def year(ceax: Any, tmp_path: Path) -> int:
    """A year of its own for each test, for which entity 900, with units of CEA25, owes 600 t."""
    number = next(YEARS)
    ceax(
        "open-entity",
        "900",
        "汉江电力",
        "--kind",
        "emitter",
        "--province",
        "42",
        "--sector",
        "power",
    )
    ceax("open-account", "900", "汉江电力")
    ceax("allocate", "900", "CEA25", "1000")
    file = tmp_path / "emissions.csv"
    file.write_text(f"entity,year,emissions,due\n900,{number},650,600\ntotal,1,650,600\n")
    assert ceax("obligations", str(file), "--reference", f"r{number}") == (
        0,
        "emissions.csv: 1 obligation\n",
    )
    assert ceax("set-year", str(number), "--deadline", f"{number + 1}-12-31")[0] == 0
    return number


def test_an_obligation_is_surrendered_and_certified(
    ceax: Any, house: Any, year: int, tmp_path: Path
) -> None:
    pdf = tmp_path / "certificate.pdf"
    assert ceax("certify", "900", "--year", str(year), "--out", str(pdf))[0] == 1
    assert not pdf.exists()
    ceax("surrender", "900", "CEA25", "400", "--year", str(year))
    assert "200" in ceax("position", str(year), "--entity", "900")[1]
    ceax("surrender", "900", "CEA25", "200", "--year", str(year))
    assert "100.00 %" in ceax("completion", str(year))[1]
    assert ceax("certify", "900", "--year", str(year), "--out", str(pdf))[0] == 0
    code, output = ceax("verify-certificate", str(pdf))
    assert (code, "valid, signed by" in output) == (0, True)
    public = KeyFile.load(house.data / "keys" / "bridge.pem").public_key
    assert "signed by this key" in ceax("verify-certificate", str(pdf), "--public-key", public)[1]
    assert ceax("verify-certificate", str(pdf), "--public-key", "ab" * 32)[0] == 1
    proof = code_in_pdf(pdf.read_bytes())
    assert isinstance(proof, str)
    stated = verify(proof, public)
    assert isinstance(stated, Statement)
    pdf.write_bytes(draw(stated._replace(due=1), proof))
    for more in ((), ("--public-key", public)):
        code, output = ceax("verify-certificate", str(pdf), *more)
        assert (code, "it says '1 t', not '600 t'" in output) == (1, True)
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(pdf.read_bytes()[:200])
    assert ceax("verify-certificate", str(damaged))[0] == 1


def test_an_alert_is_raised_and_listed(ceax: Any, year: int) -> None:
    ceax("set-year", str(year), "--deadline", "2020-12-31")
    assert ceax("assess-alerts")[0] == 0
    rows = json.loads(ceax("alerts", "--json")[1])
    mine = [row for row in rows if row["year"] == year]
    assert [(row["kind"], row["shortfall"]) for row in mine] == [("overdue", 600)]


def test_carry_over_is_asked_for_and_granted(ceax: Any, year: int) -> None:
    dates = ("--sold-from", "2024-01-01", "--sold-to", "2030-12-31")
    unknown = ceax("set-carry-over", str(year), f"CEA{year % 100}", *dates)
    assert unknown[0] == 1
    ceax("open-instrument", f"CEA{year % 100}", "--document", "plan")
    assert ceax("set-carry-over", str(year), f"CEA{year % 100}", *dates)[0] == 0
    assert "still free" in ceax("carry-over-room", str(year), "--entity", "900")[1]
    request = json.loads(
        ceax("carry-over", "900", "CEA25", "50", "--year", str(year), "--json")[1]
    )["event"]
    assert "is granted" in ceax("grant-carry-over", str(request))[1]
    again = json.loads(ceax("carry-over", "900", "CEA25", "20", "--year", str(year), "--json")[1])[
        "event"
    ]
    assert "is released" in ceax("release-carry-over", str(again))[1]
    assert ceax("check") == (0, "0 breaks\n")


def test_without_trades_nobody_can_say_what_being_late_costs(ceax: Any, year: int) -> None:
    assert ceax("late", str(year))[0] == 1


def owes(ceax: Any, folder: Path, year: int, due: int) -> None:
    file = folder / f"{year}.csv"
    file.write_text(f"entity,year,emissions,due\n901,{year},{due},{due}\ntotal,1,{due},{due}\n")
    assert ceax("obligations", str(file), "--reference", f"901-{year}")[0] == 0


def surrender(ceax: Any, code: str, quantity: int, year: int) -> tuple[int, str]:
    done, said = ceax("surrender", "901", code, str(quantity), "--year", str(year))
    return done, said


def test_only_what_the_law_of_the_day_takes_pays(ceax: Any, tmp_path: Path) -> None:
    ceax("open-entity", "901", "Huaihe Power", "--kind", "emitter", "--province", "34")
    ceax("open-account", "901", "Huaihe Power")
    ceax("allocate", "901", "CEA24", "100")
    ceax("allocate", "901", "CEA25", "60000")
    owes(ceax, tmp_path, 2024, 50_000)
    owes(ceax, tmp_path, 2025, 500)
    ceax("set-year", "2024", "--deadline", "2026-06-30", "--document", "on time still")
    assert surrender(ceax, "CEA25", 1, 2024)[0] == 1
    assert surrender(ceax, "CEA24", 1, 2025)[0] == 1
    ceax("assess-alerts")
    assert lacks(ceax) == {(2024, "shortfall"): (49_900, "high")}
    assert surrender(ceax, "CEA25", 500, 2025)[0] == 0
    ceax("set-year", "2024", "--deadline", "2025-12-31", "--document", "as the law has it")
    assert surrender(ceax, "CEA25", 1, 2024)[0] == 1  # arrears before 2026-09-01
    assert surrender(ceax, "CEA24", 60, 2024)[0] == 0
    ceax("assess-alerts")
    assert lacks(ceax)[2024, "overdue"] == (49_940, "high")


def lacks(ceax: Any) -> dict[tuple[int, str], tuple[int, str]]:
    """The tonnes and level of the last alert of entity 901 of each year and kind, where any."""
    rows = [row for row in json.loads(ceax("alerts", "--json")[1]) if row["entity"] == 901]
    last = {(row["year"], row["kind"]): (row["shortfall"], row["level"]) for row in rows}
    return {key: found for key, found in last.items() if found[0]}


def test_the_law_of_a_year_is_printed_and_a_row_of_it_set(ceax: Any, tmp_path: Path) -> None:
    printed = ceax("law", "2024")[1]
    assert "surrendered by 2025-12-31" in printed
    assert "draft of 2026-07-27: any vintage pays arrears of 2019 to 2024" in printed
    assert "按时清缴：CEA 至 CEA24" in ceax("law", "2024", "--zh")[1]
    assert ceax("law", "2024", "--form", "csv")[1].startswith("year,topic,en,zh,source,mark\n2024,")
    assert json.loads(ceax("law", "2018", "--json")[1])["law"] == []
    assert "no row about 2018: deadlines, deadline hours" in ceax("law", "2018")[1]
    file = tmp_path / "rows.csv"
    file.write_text("first_year,last_year,years_after,month_day,source\n2018,2018,1,11-30,old\n")
    done = ceax("set-law", "deadlines", str(file), "--document", "notice 1")
    assert done == (0, "1 row of deadlines set\n")
    assert "surrendered by 2019-11-30" in ceax("law", "2018")[1]
    assert ceax("law-rows", "deadlines")[1].endswith("2018,2018,1,11-30,old,set\n")


def test_a_sanction_is_decided_listed_and_ended(ceax: Any, year: int, tmp_path: Path) -> None:
    ceax("set-year", str(year), "--deadline", "2025-12-31")
    ground = ("--document", "Hubei 3/2026")
    code, said = ceax("sanctions", "order", "900", str(year), "2026-02-27", *ground)
    assert (code, "has to correct this by 2026-02-27" in said) == (0, True)
    assert ceax("sanctions", "cut", "900", str(year), *ground)[0] == 1
    (row,) = json.loads(ceax("sanctions", "list", "--entity", "900", "--json")[1])
    number = str(row["sanction"])
    assert (row["measure"], row["status"], row["offence_day"]) == ("order", "open", "2026-01-01")
    assert "State Council 775 art 24 (text)" in ceax("sanctions", "show", number)[1]
    paper = tmp_path / "order.pdf"
    shown = ("sanctions", "show", number, "--form")
    assert ceax(*shown, "pdf", "--out", str(paper))[0] == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    assert ceax(*shown, "csv")[1].startswith("sanction,item,t,CNY\n")
    assert ceax("sanctions", "end", number, "corrected", *ground)[0] == 0
    assert ceax("sanctions", "end", number, "revoked", *ground)[0] == 1


def test_the_fees_of_a_month_are_printed_before_they_are_issued(ceax: Any, tmp_path: Path) -> None:
    printed = ceax("fee-statement", "1", "2026-01")[1]
    assert "Fees of 2026-01: not issued yet" in printed
    assert ceax("issue-fee-statement", "1", "2026-01")[0] == 1
    paper = tmp_path / "fees.pdf"
    assert ceax("fee-statement", "1", "2026-01", "--form", "pdf", "--out", str(paper))[0] == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    assert ceax("fee-statement", "1", "2026-01", "--form", "csv")[1].startswith("account,name,")
