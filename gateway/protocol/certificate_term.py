"""Until when a server's certificate is valid, and the warnings before that in its log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from cryptography import x509

from gateway.protocol.tls import Certificate, CertificateUnusable

WARN_DAYS = 14  # before the end of a certificate; each day once
NS_PER_DAY = 24 * 3600 * 1_000_000_000
S_PER_DAY = 24 * 3600.0

log = logging.getLogger(__name__)


class CertificateTerm:
    """The end of the certificate that a server uses. Raises CertificateUnusable."""

    def __init__(self, certificate: Certificate, wall_ns: Callable[[], int]) -> None:
        self._certificate, self._wall_ns = certificate, wall_ns
        self.read_again()

    def read_again(self) -> None:
        """Take the end of the certificate that is in the file now, and warn when it is near.

        Raises CertificateUnusable.
        """
        chain = self._certificate.chain
        try:
            self._end = x509.load_pem_x509_certificates(chain.read_bytes())[0].not_valid_after_utc
        except (OSError, ValueError) as error:
            rule = f"{chain} cannot be read as a certificate: {error}"
            raise CertificateUnusable(rule, value=str(chain)) from error
        self.warn()

    def days_left(self) -> float:
        """Days until the certificate ends, below 0 after that."""
        return (self._end.timestamp() * 1e9 - self._wall_ns()) / NS_PER_DAY

    def warn(self) -> None:
        """Log that the certificate ends soon, or has ended."""
        days, chain = self.days_left(), self._certificate.chain
        if days < 0:
            log.error("the certificate in %s expired on %s: no client connects", chain, self._end)
        elif days < WARN_DAYS:
            log.warning("the certificate in %s expires in %d days, on %s", chain, days, self._end)


async def warn_daily(term: CertificateTerm) -> None:
    """Warn of a near end each day, until cancelled."""
    while True:
        await asyncio.sleep(S_PER_DAY)
        term.warn()
