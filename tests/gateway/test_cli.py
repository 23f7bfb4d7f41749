from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import pytest
import typer

from gateway import cli
from gateway.protocol.exit_codes import ExitCode

APPS = {"order": "console.members", "keys": "console.keys", "serve": "launch.serve"}
OWN = [EntryPoint(name, f"gateway.{module}:app", cli.GROUP) for name, module in APPS.items()]
IMPORTS = "import typer, rich, websockets.asyncio.client, cryptography"
ORDER_HELP = "import sys, gateway.cli; sys.argv = ['ceax', 'order', '--help']; gateway.cli.main()"
COMMANDS = (
    "order cancel replace orders fills balance limits halt resume suspend restore phase start-day"
    " end-day accounts "
)
COMMANDS += "open-account list-instrument set-parameter weights status serve"
TELL_MODULES = "import json, sys; print(json.dumps(list(sys.modules)), file=sys.stderr)"


Ceax = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ceax(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ceax:
    """`ceax(words)` as the installed script runs it: exit code, its stdout, its stderr."""
    monkeypatch.delenv("CEAX_DATA", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ceax", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_every_room_has_joined(ceax: Ceax) -> None:
    said = ceax("--help")[1]
    for command in [*COMMANDS.split(), "keys", "registry", "feed", "demo", "days", "replay"]:
        assert f" {command} " in said


def loaded_by(program: str) -> set[str]:
    """The modules that a fresh process has loaded after running a program."""
    said = subprocess.run(
        [sys.executable, "-c", f"{program}\n{TELL_MODULES}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(said.stderr.splitlines()[-1]))


def loaded_for(words: str) -> set[str]:
    """The modules that a command line loads."""
    program = f"import contextlib, sys, gateway.cli\nsys.argv = ['ceax', *{words.split()}]\n"
    return loaded_by(f"{program}with contextlib.suppress(SystemExit): gateway.cli.main()")


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "order --help",
        "auction --help",
        "feed --help",
        "registry deposit --help",
        "replay --help",
    ],
)
def test_help_loads_neither_compiler_nor_numbers_nor_database(words: str) -> None:
    heavy = {"numba", "numpy", "sqlalchemy", "engine.rules.machine"}
    assert heavy.isdisjoint(loaded_for(words))


def test_the_help_of_the_root_asks_every_room() -> None:
    rooms = {"marketdata.cli", "settlement_bridge.cli", "engine.cli", "gateway.rehearsal.cli"}
    assert rooms <= loaded_for("--help")


@pytest.mark.parametrize(
    ("words", "module"),
    [
        ("order --help", "gateway.console.members"),
        ("feed --help", "marketdata.cli"),
        ("replay --help", "engine.cli"),
    ],
)
def test_a_command_loads_its_own_module_and_no_other_room(words: str, module: str) -> None:
    loaded = loaded_for(words)
    assert module in loaded
    joined = {point.module for point in entry_points(group=cli.GROUP)}
    assert loaded & joined == {module}


def processor_time(program: str, compiled: Path) -> float:
    """Seconds of processor time of a fresh interpreter that runs a program whose modules are
    compiled, as an installation has them: the first to run writes them to a folder.
    """
    given = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", program], env=given, stdout=subprocess.DEVNULL, check=True
    )
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_help_of_an_order_takes_little_longer_than_the_libraries_it_stands_on(
    tmp_path: Path,
) -> None:
    programs = (ORDER_HELP, IMPORTS)
    rounds = [[processor_time(each, tmp_path) for each in programs] for _ in range(5)]
    of_help, of_imports = map(min, zip(*rounds, strict=True))
    assert of_help <= 1.3 * of_imports


@pytest.mark.parametrize(
    "client",
    [
        *("gateway.client", "marketdata.client", "settlement_bridge.client"),
        *("gateway.protocol.table.rows", "settlement_bridge.operations"),
    ],
)
def test_clients_and_tables_load_neither_compiler_nor_numbers_nor_database(client: str) -> None:
    assert {"numba", "numpy", "sqlalchemy", "engine.rules.machine"}.isdisjoint(
        loaded_by(f"import {client}")
    )


@pytest.mark.parametrize("server", ["marketdata.server", "settlement_bridge.server"])
def test_feed_and_registry_work_without_the_compiler(server: str) -> None:
    assert {"numba", "llvmlite", "engine.compiler.jit", "engine.rules.machine"}.isdisjoint(
        loaded_by(f"import {server}")
    )


def test_an_error_of_ours_is_one_line_and_exit_code_1(ceax: Ceax, tmp_path: Path) -> None:
    code, _, said = ceax("limits", "--data", str(tmp_path))
    assert code == 1
    assert said == f"ceax: no private key 'exchange' in {tmp_path / 'keys'}; there: none\n"


def test_a_venue_that_does_not_run_is_said_in_one_line(ceax: Ceax, tmp_path: Path) -> None:
    assert ceax("keys", "new", "exchange", "--data", str(tmp_path))[0] == 0
    code, _, said = ceax("limits", "--data", str(tmp_path))
    assert code == 1
    assert (
        said
        == f"ceax: no venue runs on {tmp_path}: start one with `ceax serve --data {tmp_path}`\n"
    )


def test_what_the_system_refuses_is_said_in_one_line(ceax: Ceax, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, said = ceax("serve", "--data", str(tmp_path / "file"))
    assert code == ExitCode.REFUSED
    assert said.startswith("ceax: ") and said.count("\n") == 1


def test_a_wrong_command_line_is_exit_code_2(ceax: Ceax) -> None:
    assert ceax("limits")[0] == 2
    assert ceax("no-such-command")[0] == 2


def test_the_version_is_that_of_the_installed_package(ceax: Ceax) -> None:
    assert ceax("--version") == (0, f"ceax {version('ceax')}\n", "")


def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["ceax"])
    app = typer.Typer()

    @app.command()
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "root", lambda points: app)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_room_that_cannot_be_loaded_fails_loudly() -> None:
    commands = cli.Commands([*OWN, EntryPoint("missing", "no_such_room.cli:app", cli.GROUP)])
    assert commands["order"].name == "order"
    with pytest.raises(ModuleNotFoundError, match="no_such_room"):
        commands["missing"]


def test_a_room_without_the_command_that_it_announces_fails_loudly() -> None:
    commands = cli.Commands([EntryPoint("gone", "gateway.console.members:app", cli.GROUP)])
    with pytest.raises(cli.CommandsBroken, match="no command 'gone'"):
        commands["gone"]


def test_two_rooms_may_not_bring_the_same_command() -> None:
    with pytest.raises(cli.CommandsBroken, match="'order'"):
        cli.root([*OWN, EntryPoint("order", "marketdata.cli:app", cli.GROUP)])


def test_no_app_has_a_command_that_has_not_joined() -> None:
    joined = entry_points(group=cli.GROUP)
    for app in {point.value: point for point in joined}.values():
        room = typer.Typer()
        room.callback()(lambda: None)
        room.add_typer(app.load())
        names = {point.name for point in joined if point.value == app.value}
        assert set(typer.main.get_command(room).commands) == names  # type: ignore[attr-defined]


def test_the_package_announces_every_command_that_is_installed() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    joined = {point.name: point.value for point in entry_points(group=cli.GROUP)}
    assert joined == project["entry-points"][cli.GROUP]


def parameters() -> Iterator[tuple[str, Any]]:
    """The parameters of all commands, each with the words of its command."""
    left = [
        (name, command) for name, command in cli.Commands(entry_points(group=cli.GROUP)).items()
    ]
    while left:
        words, command = left.pop()
        left += [
            (f"{words} {name}", each) for name, each in getattr(command, "commands", {}).items()
        ]
        yield from ((words, each) for each in command.params)


def test_an_account_that_is_needed_is_an_argument_and_any_other_the_option_account() -> None:
    named = [(words, each) for words, each in parameters() if each.name == "account"]
    assert len(named) > 40
    for words, each in named:
        is_argument = each.param_type_name == "argument"
        assert is_argument is each.required, words
        assert is_argument or each.opts == ["--account"], words


def test_whom_to_trust_may_be_said_anywhere_in_a_command() -> None:
    first = ["--ca", "ca.pem", "orders", "--json"]
    assert cli.with_first("--ca", ["orders", "--ca", "ca.pem", "--json"]) == first
    assert cli.with_first("--ca", first) == first
    assert cli.with_first("--ca", ["orders", "--ca=ca.pem"]) == ["--ca=ca.pem", "orders"]
    assert cli.with_first("--ca", ["orders", "--", "--ca", "x"]) == ["orders", "--", "--ca", "x"]
    assert cli.with_first("--ca", ["orders", "--ca"]) == ["--ca", "orders"]
