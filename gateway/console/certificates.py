"""A certification authority and a server's certificate for trials, in PEM files."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engine.texts.terminal import json_line, line

app = typer.Typer()

LOCAL = ("localhost", "127.0.0.1", "::1")
CA_DAYS = 3_650
EARLIER = dt.timedelta(hours=1)  # for clients with a slow clock


class Authority(NamedTuple):
    """Who signs: its certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class TrialFiles(NamedTuple):
    """The files of a folder: the authority's certificate and key, the server's."""

    ca: Path
    ca_key: Path
    cert: Path
    key: Path

    @classmethod
    def of(cls, folder: Path) -> TrialFiles:
        """The files as they are called in a folder."""
        names = ("ca.pem", "ca-key.pem", "server.pem", "server-key.pem")
        return cls(*(folder / name for name in names))


@app.command(
    epilog="Example: ceax keys certificate ./tls --name exchange.example.org --name 10.0.0.5"
)
def certificate(
    folder: Annotated[Path, typer.Argument(help="Folder for the files; made if need be.")],
    name: Annotated[
        list[str] | None,
        typer.Option(help="Host name or number of the servers, beside this computer's own."),
    ] = None,
    days: Annotated[int, typer.Option(help="How long it is valid.", min=1, max=825)] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a server's certificate for trials, with an authority that signs it.

    Called again on the folder it makes another certificate of the same authority; running servers
    take it at once. Clients trust it by --ca FOLDER/ca.pem.
    """
    made = make_certificate(folder, name or [], days, dt.datetime.now(dt.UTC))
    files = {"ca": str(made.ca), "tls_cert": str(made.cert), "tls_key": str(made.key)}
    if as_json:
        json_line(files)
        return
    for what, path in files.items():
        line(f"{what:<11} {path}")


def make_certificate(folder: Path, names: Sequence[str], days: int, now: dt.datetime) -> TrialFiles:
    """A certificate for this computer and for hosts by name or number, valid for `days` from `now`
    on. The folder's authority signs it, and is made where there is none.

    Raises OSError, and ValueError where the authority's files cannot be read.
    """
    files = TrialFiles.of(folder)
    folder.mkdir(parents=True, exist_ok=True)
    authority = _authority(files, now)
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = [_host(name) for name in dict.fromkeys((*names, *LOCAL))]
    certificate = (
        _begun(_named(names[0] if names else LOCAL[0]), authority.certificate.subject, now, days)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
        .sign(authority.key, SHA256())
    )
    _write(files.key, _pem_of(key))
    _write(files.cert, certificate.public_bytes(Encoding.PEM))
    return files


def _authority(files: TrialFiles, now: dt.datetime) -> Authority:
    if files.ca.exists():
        key = load_pem_private_key(files.ca_key.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{files.ca_key} is no key that this command has made")
        return Authority(x509.load_pem_x509_certificate(files.ca.read_bytes()), key)
    key, name = ec.generate_private_key(ec.SECP256R1()), _named("ceax authority for trials")
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        _begun(name, name, now, CA_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    _write(files.ca_key, _pem_of(key))
    _write(files.ca, certificate.public_bytes(Encoding.PEM))
    return Authority(certificate, key)


def _begun(
    subject: x509.Name, issuer: x509.Name, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - EARLIER).not_valid_after(now + dt.timedelta(days=days))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for this user only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.touch(0o600)
    fresh.write_bytes(content)
    fresh.replace(path)
