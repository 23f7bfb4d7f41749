"""A settings file: every fault is named with its place, and flags and environment win."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from gateway import launch
from gateway.launch.config import app as config_app
from gateway.launch.serve import app
from gateway.launch.settings import SettingsRefused, checked, options_of, settings_in
from gateway.protocol.exit_codes import LASTING, ExitCode

UNITS = Path(launch.__file__).parent / "systemd"
SERVE = get_command(app)
GOOD = """\
# a venue
data = "/srv/venue"
gateway_port = 9201

  limits = "requests_per_s=50000"
only = [
  "gateway",  # and nothing else
  "feed",
]
log = "json"
"""


def settings(tmp_path: Path, text: str) -> list[tuple[str, object, int, int, int]]:
    path = tmp_path / "venue.toml"
    path.write_text(text, encoding="utf-8")
    found = checked(path, settings_in(path), options_of(SERVE))
    return [(each.name, each.value, each.line, each.column, each.value_column) for each in found]


def test_each_setting_is_found_with_its_place(tmp_path: Path) -> None:
    assert settings(tmp_path, GOOD) == [
        ("data", "/srv/venue", 2, 1, 8),
        ("gateway_port", 9201, 3, 1, 16),
        ("limits", "requests_per_s=50000", 5, 3, 12),
        ("only", ["gateway", "feed"], 6, 1, 8),
        ("log_form", "json", 10, 1, 7),
    ]


def test_every_option_of_serve_may_be_set_but_those_of_one_call() -> None:
    names = {option.name for option in SERVE.params} - {"config", "as_json"}
    assert {option.name for option in options_of(SERVE).values()} == names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("host = ", "line 1, column 7: Invalid value"),
        ("host = 'a'\nhost = 'b'", "line 2, column 11: Cannot overwrite a value"),
        ("host =\nvenue = 'b'", "line 1, column 7: Invalid value"),
        ("\n gatewayport = 1", "line 2, column 2: .* 'gatewayport'; the nearest is gateway_port"),
        ("[feed]\nport = 1", "line 1, column 1: there is no option 'feed'; the nearest is feed_"),
        ("config = 'x'", "line 1, column 1: there is no option 'config'"),
        ("#\nfeed_port =  '9102'", "line 2, column 14: feed_port: an integer is wanted"),
        ("feed_port = 70000", "line 1, column 13: feed_port: 70000 is not in the range"),
        ("clock = 'solar'", "line 1, column 9: clock: 'solar' is not one of 'system', 'manual'"),
        ("only = 'feed'", "line 1, column 8: only: a list is wanted"),
        ("only = ['feed', 1]", "line 1, column 8: only: a text is wanted"),
        ("keep_settled = true", "line 1, column 16: keep_settled: an integer is wanted"),
        ("instruments = 1", "instruments: 1 is not in the range 2<=x<=65536"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsRefused, match=problem) as refused:
        settings(tmp_path, text)
    assert str(tmp_path / "venue.toml") in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="cannot be read"):
        settings_in(tmp_path / "none.toml")


def shown(*words: str, **environment: str) -> dict[str, dict[str, object]]:
    """What `ceax config show` prints."""
    result = CliRunner().invoke(config_app, ["show", "--json", *words], env=environment)
    assert result.exit_code == 0, result.output
    found: dict[str, dict[str, object]] = json.loads(result.output)
    return found


def test_a_flag_wins_over_the_environment_that_over_the_file_that_over_the_default(
    tmp_path: Path,
) -> None:
    path = tmp_path / "venue.toml"
    path.write_text(
        "data = '/srv/venue'\nfeed_port = 1\ngateway_port = 1\nregistry_port = 1\n"
        "registry = 'postgresql://ceax:secret@db/x'\n"
    )
    said = shown("--gateway-port", "3", CEAX_CONFIG=str(path), CEAX_FEED_PORT="2")
    assert said["gateway_port"] == {"value": 3, "from": "--gateway-port"}
    assert said["feed_port"] == {"value": 2, "from": "CEAX_FEED_PORT"}
    assert said["registry_port"] == {"value": 1, "from": f"{path}, line 4"}
    assert said["host"] == {"value": "127.0.0.1", "from": "default"}
    assert said["registry"]["value"] == "postgresql://ceax:***@db/x"
    assert said.keys() == options_of(SERVE).keys()


def test_settings_that_are_refused_have_an_exit_code_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "venue.toml"
    path.write_text("port = 1")
    for command in (["show", "--config", str(path)], ["show", "--config", "/nowhere"]):
        assert CliRunner().invoke(config_app, command).exit_code == ExitCode.REFUSED


def test_every_option_has_a_variable_of_the_environment() -> None:
    names = [option.envvar for option in options_of(SERVE).values()]
    assert len(set(names)) == len(names) and all(name.startswith("CEAX_") for name in names)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("name", ["ceax.service", "ceax@.service", "ceax-backup.service"])
def test_a_unit_is_one_that_systemd_takes(name: str, tmp_path: Path) -> None:
    unit = tmp_path / name
    text = (UNITS / name).read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/ceax/bin/ceax", sys.executable))  # one that is there
    command = ["systemd-analyze", "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["ceax.service", "ceax@.service"])
def test_a_unit_starts_nothing_again_that_a_new_start_does_not_mend(name: str) -> None:
    text = (UNITS / name).read_text(encoding="utf-8")
    codes = " ".join(str(int(code)) for code in sorted(LASTING))
    assert f"RestartPreventExitStatus={codes}\n" in text


def test_the_settings_to_begin_with_are_taken(tmp_path: Path) -> None:
    path = UNITS / "venue.toml"
    uncommented = path.read_text(encoding="utf-8")
    for option in ("only", "surveillance = ", "surveillance_port"):
        uncommented = uncommented.replace(f"\n# {option}", f"\n{option}")
    for text in (path.read_text(encoding="utf-8"), uncommented):
        assert settings(tmp_path, text)


def test_the_rule_book_of_a_market_is_printed_with_its_sources() -> None:
    words = ["rule-book", "credits", "--json", "--on", "2024-12-31"]
    found = json.loads(CliRunner().invoke(config_app, words).output)
    rules = {each["rule"]: each for each in found}
    assert rules["opposite_days"]["value"] == 5 and "art. 29" in rules["opposite_days"]["source"]
    assert "trading_fee_ppm" not in rules  # a notice of 2025-01-02
    said = CliRunner().invoke(config_app, ["rule-book"]).output
    assert "trading_fee_ppm" in said and "2025-01-02" in said
