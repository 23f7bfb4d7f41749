"""How `ceax registry` finds its venue and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import VenueUnreachable
from gateway.protocol.errors import KeyFileError

RUNNER = CliRunner()


def test_a_members_key_reads_its_own_account(ceax: Any) -> None:
    assert "account 1:" in ceax("cash", "--key", "member1")[1]


def test_a_venue_must_be_named() -> None:
    result = RUNNER.invoke(root(), ["registry", "cash"])
    assert result.exit_code == 2
    assert "name the venue" in result.output


def test_an_address_needs_a_key_file(house: Any) -> None:
    without = RUNNER.invoke(root(), ["registry", "cash", "--url", house.registry])
    assert without.exit_code == 2
    assert "name the key" in without.output
    key = str(house.data / "keys" / "member1.pem")
    assert (
        "account 1:"
        in RUNNER.invoke(root(), ["registry", "cash", "--url", house.registry, "--key", key]).output
    )


def test_a_key_that_is_not_there_is_said(house: Any) -> None:
    result = RUNNER.invoke(
        root(), ["registry", "cash", "--data", str(house.data), "--key", "nobody"]
    )
    assert isinstance(result.exception, KeyFileError)


def test_a_folder_where_no_venue_runs_is_said(house: Any, tmp_path: Path) -> None:
    key = str(house.data / "keys" / "member1.pem")
    result = RUNNER.invoke(root(), ["registry", "cash", "--data", str(tmp_path), "--key", key])
    assert isinstance(result.exception, VenueUnreachable)
