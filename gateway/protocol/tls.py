"""TLS at both ends: a server's certificate from files, read again when they change, and whom a
client trusts.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gateway.protocol.errors import GatewayError
from gateway.protocol.proofs import PLAIN

CA_VARIABLE = "CEAX_CA"
WATCH_EVERY_S = 1.0  # a look at the files
_FIRST = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
Stamp = tuple[tuple[int, int, int], ...]

log = logging.getLogger(__name__)


class ListeningRefused(GatewayError):
    """A server does not listen the way that it was asked to."""


class CertificateUnusable(ListeningRefused):
    """The files of a certificate, or of a certification authority, cannot be used."""

    code = "certificate_unusable"


class Speaking(NamedTuple):
    """What new connections begin TLS with, and the binding that they have then."""

    context: ssl.SSLContext
    binding: str


class ServerTls:
    """What a server speaks TLS with at present."""

    def __init__(self, certificate: Certificate) -> None:
        """Raises CertificateUnusable."""
        self.certificate = certificate
        self.now = speaking(certificate)


class Certificate(NamedTuple):
    """The PEM files of a server's certificate: `chain`, its own first, and its private `key`."""

    chain: Path
    key: Path


def speaking(certificate: Certificate) -> Speaking:
    """What a server speaks TLS 1.2 or later with. Raises CertificateUnusable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate.chain, certificate.key, password=_no_password)
        own = _FIRST.search(certificate.chain.read_text(encoding="ascii"))
        assert own is not None  # else it would not have been loaded
        return Speaking(context, binding_of(ssl.PEM_cert_to_DER_cert(own[0])))
    except (OSError, ValueError) as error:
        rule = f"{certificate.chain} with {certificate.key} cannot be used: {error}"
        raise CertificateUnusable(rule, value=str(certificate.chain)) from error


def binding_of(certificate: bytes | None) -> str:
    """The binding of a connection with a server that showed this certificate (DER; None: no
    TLS).
    """
    return PLAIN if certificate is None else f"sha256:{hashlib.sha256(certificate).hexdigest()}"


def client_context(ca: Path | str | None = None) -> ssl.SSLContext:
    """Whom a client trusts: the authorities in the PEM file `ca`, else in the one that CEAX_CA
    names, else those of this computer.

    The name in the server's certificate is checked too. Raises CertificateUnusable.
    """
    ca = ca or os.environ.get(CA_VARIABLE)
    try:
        context = ssl.create_default_context(cafile=ca)
    except OSError as error:
        rule = f"no certification authorities can be read from {ca}: {error}"
        raise CertificateUnusable(rule, value=str(ca)) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def follow_files(
    tls: ServerTls,
    every_s: float = WATCH_EVERY_S,
    changed: Callable[[], None] = lambda: None,
) -> None:
    """Take what is in the files whenever they have changed, until cancelled.

    New connections get the new certificate, once both files have come to rest; `changed` is called
    before that, and may raise CertificateUnusable. Files that do not fit are logged once, and the
    certificate read last is kept.
    """
    certificate = tls.certificate
    used = seen = _stamp(certificate)
    while True:
        await asyncio.sleep(every_s)
        before, seen = seen, _stamp(certificate)
        if seen == used or seen != before:
            continue
        used = seen
        try:
            fresh = speaking(certificate)
            changed()
            tls.now = fresh
            log.info("the certificate in %s is used from now on", certificate.chain)
        except CertificateUnusable as error:
            log.error("the certificate read before is kept: %s", error.message)


def _no_password() -> str:
    """A key that needs a password is refused instead of asked for on a terminal."""
    raise ValueError("the key is encrypted: a server takes it without a password")


def _stamp(certificate: Certificate) -> Stamp:
    """What changes when one of the files does; empty while one is missing."""
    try:
        found = [path.stat() for path in certificate]
    except OSError:
        return ()
    return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in found)
