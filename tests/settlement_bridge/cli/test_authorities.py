"""`ceax registry` of provinces, and a second key of the registry's staff: real processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from gateway.console.keys import app as key_commands
from settlement_bridge.client import connect

Ceax = Callable[..., tuple[int, str]]
YEAR = "2062"
ENTITY, OTHER = "975", "976"  # of provinces 42 and 11


@pytest.fixture
def refused(house: Any) -> Callable[..., str]:
    """Runs a command that is refused: why."""

    def run(*arguments: str) -> str:
        runner = CliRunner(env={"COLUMNS": "200"})
        result = runner.invoke(root(), ["registry", *arguments, "--data", str(house.data)])
        assert isinstance(result.exception, RequestRefused), result.output
        return str(result.exception.code)

    return run


def new_key(house: Any, *words: str) -> None:
    result = CliRunner().invoke(key_commands, ["new", *words, "--data", str(house.data)])
    assert result.exit_code == 0, result.output


@pytest.fixture
def provinces(house: Any, ceax: Ceax, tmp_path: Path) -> Iterator[Ceax]:
    """Keys of two provinces, and an emitter of each that owes 600 t; provinces review."""
    if not (house.data / "keys" / "hubei.pem").exists():
        for name, scope in (("hubei", "province:42"), ("beijing", "province:11")):
            new_key(house, name, "--role", "authority", "--scope", scope)
        for number, province in ((ENTITY, "42"), (OTHER, "11")):
            kind = ("--kind", "emitter", "--sector", "power", "--province", province)
            ceax("open-entity", number, f"emitter {number}", *kind)
            ceax("open-account", number, "a")
            ceax("allocate", number, "CEA25", "1000")
        rows = "".join(f"{number},{YEAR},650,600\n" for number in (ENTITY, OTHER))
        file = tmp_path / "emissions.csv"
        file.write_text(f"entity,year,emissions,due\n{rows}total,2,1300,1200\n")
        assert ceax("obligations", str(file), "--reference", "r-2062")[0] == 0
    ceax("bank", "set-rule", "reviewed_from", "20260101", "--document", "notice 7")
    yield ceax
    ceax("bank", "set-rule", "reviewed_from", "--document", "notice 7")


def test_an_emitter_applies_and_its_province_alone_approves(
    provinces: Ceax, refused: Callable[..., str]
) -> None:
    ceax = provinces
    assert refused("surrender", ENTITY, "CEA25", "500", "--year", YEAR) == "review_needed"
    output = ceax("apply", "surrender", ENTITY, "CEA25", "500", "--year", YEAR, "--json")[1]
    number = str(json.loads(output)["application"])
    for key, seen in (("hubei", True), ("beijing", False)):
        code, output = ceax("waiting", "--key", key)
        assert (code, "surrender of 500 t of CEA25" in output) == (0, seen)
        positions = json.loads(ceax("positions", YEAR, "--json", "--key", key)[1])
        assert [str(row["entity"]) for row in positions] == [ENTITY if seen else OTHER]
    assert refused("approve-application", number, "--key", "beijing") == "application_unknown"
    assert refused("position", YEAR, "--entity", ENTITY, "--key", "beijing") == "entity_unknown"
    assert ceax("approve-application", number, "--key", "hubei")[1].endswith("is done\n")
    assert "已办结" in ceax("applications")[1]
    (row,) = json.loads(ceax("position", YEAR, "--entity", ENTITY, "--json")[1])
    assert (row["surrendered"], row["applied"], row["outstanding"]) == (500, 0, 100)
    output = ceax("apply", "surrender", ENTITY, "CEA25", "50", "--year", YEAR, "--json")[1]
    back = str(json.loads(output)["application"])
    words = ("--reason", "emissions are disputed", "--key", "hubei")
    assert ceax("return-application", back, *words)[1].endswith("is returned\n")


def test_a_second_key_approves_what_the_first_has_asked(
    house: Any, ceax: Ceax, refused: Callable[..., str], tmp_path: Path
) -> None:
    on = ("bank", "set-rule", "second_approval", "1", "--document", "notice 8")
    assert refused(*on) == "second_key_missing"
    new_key(house, "second", "--role", "bridge")
    assert ceax(*on)[0] == 0
    file = tmp_path / "2060.csv"
    file.write_text("account,instrument,year,province,quantity\n1,CEA25,2025,42,40\ntotal,1,,,40\n")
    assert refused("allocate-file", str(file), "--reference", "MEE-60") == "awaits_approval"
    assert refused("allocate", "1", "CEA25", "7", "--reference", "second-1") == "awaits_approval"
    held = json.loads(ceax("approvals", "--waiting", "--json", "--key", "second")[1])
    asked = {row["operation"]: row for row in held}
    assert asked["allocate_file"]["request"]["quantity"] == 40
    assert asked["allocate"]["yours"]
    numbers = {name: str(row["number"]) for name, row in asked.items()}
    assert refused("approve", numbers["allocate"]) == "act_own"
    assert (
        "is approved and done: allocate"
        in ceax("approve", numbers["allocate"], "--key", "second")[1]
    )
    given = ("approve", numbers["allocate_file"], "--file", str(file), "--key", "second")
    assert "is approved and done: allocate_file" in ceax(*given)[1]
    assert refused("allocate", "1", "CEA25", "7", "--reference", "second-2") == "awaits_approval"
    again = str(json.loads(ceax("approvals", "--waiting", "--json")[1])[-1]["number"])
    assert ceax("refuse", again, "--reason", "twice", "--key", "second")[0] == 0
    off = ("bank", "set-rule", "second_approval", "0", "--document", "notice 9")
    assert refused(*off) == "awaits_approval"
    last = str(json.loads(ceax("approvals", "--waiting", "--json")[1])[-1]["number"])
    assert ceax("approve", last, "--key", "second")[0] == 0
    assert ceax("allocate", "1", "CEA25", "7", "--reference", "second-3")[0] == 0
    assert "0 breaks" in ceax("check")[1]


async def test_a_province_s_session_hears_of_its_alerts_alone(house: Any, provinces: Ceax) -> None:
    async with (
        connect(house.registry, house.key("bridge")) as registry,
        connect(house.registry, house.key("hubei")) as hubei,
    ):
        await registry.request("set_year", year=int(YEAR), deadline="2026-01-20")
        for number in (int(ENTITY), int(OTHER)):
            await registry.operations.cancel(account=number, instrument="CEA25", quantity=450)
        await registry.request("assess_alerts")
        found = (await hubei.request("alerts", wait_ms=5_000))["alerts"]
        assert {str(row["entity"]) for row in found} == {ENTITY}
        noted = found[-1]["number"]
        await hubei.request("acknowledge_alert", alert=noted, note="called")
        everything = (await registry.request("alerts"))["alerts"]
        assert {str(row["entity"]) for row in everything} >= {ENTITY, OTHER}
        assert next(row for row in everything if row["number"] == noted)["acknowledged_by"]
        other = next(row["number"] for row in everything if str(row["entity"]) == OTHER)
        with pytest.raises(RequestRefused, match="no such alert"):
            await hubei.request("acknowledge_alert", alert=other)
    folder = house.data / "registry" / "alerts"
    assert {each.name for each in folder.glob("*/*.csv")} >= {"42.csv", "11.csv"}
