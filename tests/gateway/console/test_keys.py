from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from cryptography import x509
from typer.testing import CliRunner

from gateway.client.endpoints import local_key
from gateway.console.keys import app
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import KeyFileError, KeyUnknown
from gateway.protocol.private_keys import KeyFile, generate

PUBLIC = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"


def ceax_keys(*words: str) -> str:
    result = CliRunner(env={"COLUMNS": "120"}).invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_new_key_can_be_entered_at_once(tmp_path: Path) -> None:
    ceax_keys(
        "new",
        "alice",
        "--data",
        str(tmp_path),
        "--role",
        "member",
        "--account",
        "7",
        "--name",
        "Alice Power",
    )
    (entry,) = PublicKeys(tmp_path / "keys.json").entries()
    assert (entry.key, entry.role, entry.account, entry.name) == (
        "alice",
        "member",
        7,
        "Alice Power",
    )
    assert entry.public_key == KeyFile.load(tmp_path / "keys" / "alice.pem").public_key


def test_a_private_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    ceax_keys("new", "alice", "--out", str(tmp_path))
    assert stat.S_IMODE((tmp_path / "alice.pem").stat().st_mode) == 0o600


def test_a_folder_asked_for_counts_before_the_environments_venue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEAX_DATA", str(tmp_path / "venue"))
    ceax_keys("new", "alice", "--out", str(tmp_path / "hers"))
    assert (tmp_path / "hers" / "alice.pem").exists()
    assert not (tmp_path / "venue").exists()


def test_a_key_in_a_folder_of_its_own_is_entered_in_no_venue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEAX_DATA", str(tmp_path / "venue"))
    words = ["new", "alice", "--out", str(tmp_path), "--role", "exchange"]
    assert CliRunner().invoke(app, words).exit_code == 2
    assert not (tmp_path / "alice.pem").exists()


def test_a_member_makes_a_key_and_the_venue_enters_the_public_part(tmp_path: Path) -> None:
    made = json.loads(ceax_keys("new", "alice", "--out", str(tmp_path / "hers"), "--json"))
    venue = str(tmp_path / "venue")
    ceax_keys(
        "add", "alice", made["public_key"], "--role", "viewer", "--account", "7", "--data", venue
    )
    (entry,) = json.loads(ceax_keys("list", "--data", venue, "--json"))
    assert (entry["key"], entry["role"], entry["public_key"]) == (
        "alice",
        "viewer",
        made["public_key"],
    )


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    ceax_keys("new", "alice", "--out", str(tmp_path))
    with pytest.raises(KeyFileError, match="already there"):
        ceax_keys("new", "alice", "--out", str(tmp_path))


def test_a_new_key_that_cannot_be_entered_leaves_no_file_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="account"):
        ceax_keys("new", "alice", "--data", str(tmp_path), "--role", "member")
    assert not (tmp_path / "keys" / "alice.pem").exists()


def test_a_revoked_key_stays_in_the_list_as_revoked(tmp_path: Path) -> None:
    ceax_keys("add", "desk", PUBLIC, "--role", "exchange", "--data", str(tmp_path))
    ceax_keys("revoke", "desk", "--data", str(tmp_path))
    assert "revoked" in ceax_keys("list", "--data", str(tmp_path))


def test_an_unknown_key_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(KeyUnknown, match="nobody"):
        ceax_keys("revoke", "nobody", "--data", str(tmp_path))


@pytest.mark.parametrize(
    "words",
    [
        ["new", "alice"],
        ["new", "alice", "--data", "d", "--out", "o"],
        ["new", "alice", "--out", "o", "--role", "feed"],
    ],
)
def test_where_a_new_key_goes_must_be_clear(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2 and "--data" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["new", "add", "list", "revoke"])
def test_every_command_shows_an_example(command: str) -> None:
    assert f"ceax keys {command}" in ceax_keys(command, "--help")


EVIL = [
    "../evil",
    "/evil",
    "a/b",
    "a/../../evil",
    ".hidden",
    "..",
    "",
    "a\0b",
    "a\nb",
    "é",
    "x" * 65,
    "-",
]


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("where", ["--data", "--out"])
def test_a_name_that_would_leave_the_folder_makes_no_file(
    tmp_path: Path, name: str, where: str
) -> None:
    home = tmp_path / "deep" / "home"
    result = CliRunner().invoke(app, ["new", where, str(home), "--", name])
    assert isinstance(result.exception, KeyFileError) and "no key id" in str(result.exception)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_would_leave_the_folder_is_not_read_as_a_key(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyFileError, match="no key id"):
        local_key(tmp_path, name)


def test_a_key_that_cannot_be_written_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(KeyFileError, match="No space left"):
        generate(tmp_path / "alice.pem")
    with pytest.raises(KeyFileError, match="No space left"):
        PublicKeys(tmp_path / "keys.json").add("alice", "exchange", None, "", PUBLIC)
    left = [path.name for path in tmp_path.iterdir() if path.suffix not in (".lock", ".new")]
    assert left == []


def test_a_certificate_for_trials_is_signed_by_the_folders_authority(tmp_path: Path) -> None:
    words = ("certificate", str(tmp_path), "--name", "exchange.example.org", "--json")
    made = json.loads(ceax_keys(*words))
    authority = Path(made["ca"]).read_bytes()
    certificates = [Path(made["tls_cert"]).read_bytes()]
    assert json.loads(ceax_keys(*words)) == made
    certificates.append(Path(made["tls_cert"]).read_bytes())
    assert Path(made["ca"]).read_bytes() == authority and len(set(certificates)) == 2
    signer = x509.load_pem_x509_certificate(authority)
    for pem in certificates:
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.verify_directly_issued_by(signer)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == ["exchange.example.org", "localhost"]
    assert stat.S_IMODE(Path(made["tls_key"]).stat().st_mode) == 0o600


def test_a_code_is_issued_for_a_key_that_its_holder_will_make(tmp_path: Path) -> None:
    said = json.loads(
        ceax_keys(
            *("invite", "night", "--role", "exchange", "--duty", "watch", "--name", "Night"),
            *("--data", str(tmp_path), "--json"),
        )
    )
    assert said["code"].startswith("night:")
    assert PublicKeys(tmp_path / "keys.json").entries() == []
    assert "in Shanghai" in ceax_keys(
        "invite", "night", "--role", "exchange", "--data", str(tmp_path)
    )
