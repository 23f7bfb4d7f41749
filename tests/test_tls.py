"""TLS: a whole day of a venue of three processes over it, whom a client trusts, how a server's
certificate is changed, and where plain text is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import ssl
import urllib.request
from pathlib import Path

import pytest

from gateway.client import Connection, VenueUnreachable, read_endpoints
from gateway.console.certificates import TrialFiles, make_certificate
from gateway.protocol.address import Address, PlainTextRefused, Security, private_address
from gateway.protocol.certificate_term import NS_PER_DAY, CertificateTerm
from gateway.protocol.door import Door
from gateway.protocol.health import health_pages
from gateway.protocol.listening import listening
from gateway.protocol.metrics import door_metrics
from gateway.protocol.tls import (
    CA_VARIABLE,
    Certificate,
    CertificateUnusable,
    ServerTls,
    client_context,
    follow_files,
    speaking,
)
from gateway.terminal.reach import at_venue
from marketdata import client as feed_client
from tests.faults.house import House, end_day, open_day, running_house, settled
from tests.test_strangers import BYTES, answer_to

DATE = "2026-01-05"
NOW = dt.datetime.now(dt.UTC)
ALIVE = b'{"alive": true}\n'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TrialFiles:
    return make_certificate(tmp_path_factory.mktemp("tls"), ["localhost"], 1, NOW)


@pytest.fixture
def trusting(files: TrialFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client trusts the authority of the trials."""
    monkeypatch.setenv(CA_VARIABLE, str(files.ca))


def got_over_tls(url: str, path: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(
        url.replace("wss:", "https:") + path, context=client_context()
    ) as response:
        return response.status, response.read()


async def trade(house: House) -> None:
    """One tonne goes from member 1 to member 2."""
    async with house.session("member-1") as seller, house.session("member-2") as buyer:
        await seller.sell("CEA25", 7_850, 1)
        assert (await buyer.buy("CEA25", 7_850, 1))["status"] == "filled"


async def require_public(url: str) -> None:
    """The feed tells of the trade to a stranger."""
    async with feed_client.connect(url) as feed:
        await feed.subscribe("trades", "CEA25", 1)
        async for message in feed:
            assert message["data"]["price"] == 7_850
            return


async def test_a_whole_day_over_tls(
    files: TrialFiles, trusting: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    security = Security(files.cert, files.key)
    async with running_house(tmp_path, security=security, ca=files.ca) as house:
        urls = house.running.urls
        assert all(url.startswith("wss://127.0.0.1:") for url in urls.values())
        await open_day(house, DATE)
        await trade(house)
        await require_public(urls["feed"])
        for url in urls.values():
            status, body = await asyncio.to_thread(got_over_tls, url, "/readyz")
            assert status == 200 and json.loads(body)["ready"]
            await asyncio.gather(*(require_no_http(url, sent) for sent, _ in BYTES.values()))
        await end_day(house)
        assert await settled(house, DATE)
        monkeypatch.delenv(CA_VARIABLE)
        assert read_endpoints(tmp_path).ca == str(files.ca)
        said = await asyncio.to_thread(at_venue, tmp_path, None, None, house_status)
        assert said == DATE
        with pytest.raises(VenueUnreachable, match="not trusted"):
            await Connection.open(urls["gateway"])
    for log in (tmp_path / "logs").iterdir():
        assert "Traceback" not in log.read_text()


async def require_no_http(url: str, sent: bytes) -> None:
    """Bytes that are no TLS are not answered by HTTP."""
    with contextlib.suppress(ConnectionError):
        assert not (await answer_to(int(url.rpartition(":")[2]), sent)).startswith(b"HTTP")


async def house_status(session: object) -> object:
    return (await session.operations.status())["date"]  # type: ignore[attr-defined]


async def serial_of(port: int) -> str:
    """The number of the certificate that a new connection is shown."""
    _, writer = await asyncio.open_connection("localhost", port, ssl=client_context())
    shown = writer.get_extra_info("peercert")["serialNumber"]
    writer.close()
    return str(shown)


async def test_new_connections_get_a_certificate_that_was_changed_and_open_ones_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files = make_certificate(tmp_path, [], 1, NOW)
    monkeypatch.setenv(CA_VARIABLE, str(files.ca))
    certificate = Certificate(files.cert, files.key)
    tls = ServerTls(certificate)
    following = asyncio.create_task(follow_files(tls, 0.01))

    async def secure(_: asyncio.StreamReader, stranger: asyncio.StreamWriter) -> None:
        await stranger.start_tls(tls.now.context)

    server = await asyncio.start_server(secure, "localhost", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("localhost", port, ssl=client_context())
    first = await serial_of(port)
    make_certificate(tmp_path, [], 1, NOW)
    while await serial_of(port) == first:
        await asyncio.sleep(0.01)
    second = await serial_of(port)
    files.key.write_text("no key")
    while "the certificate read before is kept" not in caplog.text:
        await asyncio.sleep(0.01)
    assert await serial_of(port) == second and not reader.at_eof()
    following.cancel()
    writer.close()
    server.close()


async def test_a_certificate_that_ends_is_warned_of_and_its_days_are_a_figure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = make_certificate(tmp_path, [], 20, NOW)
    now_ns = int(NOW.timestamp()) * 1_000_000_000
    days = 5 * NS_PER_DAY
    term = CertificateTerm(Certificate(files.cert, files.key), lambda: now_ns + days)
    assert round(term.days_left()) == 15 and not caplog.records
    days = 8 * NS_PER_DAY
    term.warn()
    assert "expires in 1" in caplog.records[-1].message
    days = 21 * NS_PER_DAY
    term.warn()
    assert "expired on" in caplog.records[-1].message
    door = Door({})
    assert "ceax_certificate_days_left" not in {each.name for each in door_metrics(door)}
    door.term = term
    found = {each.name: each.samples[0].value for each in door_metrics(door) if each.samples}
    assert -2 < found["ceax_certificate_days_left"] < 0
    make_certificate(tmp_path, [], 30, NOW)
    term.read_again()
    assert round(term.days_left()) == 9
    files.cert.write_text("nothing")
    with pytest.raises(CertificateUnusable, match="cannot be read as a certificate"):
        term.read_again()


def test_an_old_version_of_tls_is_not_spoken(files: TrialFiles) -> None:
    for context in (speaking(Certificate(files.cert, files.key)).context, client_context(files.ca)):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_files_that_cannot_be_used_are_named(files: TrialFiles, tmp_path: Path) -> None:
    for certificate in (
        Certificate(tmp_path / "none.pem", files.key),
        Certificate(files.cert, files.ca_key),
        Certificate(files.key, files.key),
    ):
        with pytest.raises(CertificateUnusable, match=str(certificate.chain)):
            speaking(certificate)
        with pytest.raises(CertificateUnusable, match=str(certificate.chain)):
            private_address("127.0.0.1", 9101, Security(certificate.chain, certificate.key))
    with pytest.raises(CertificateUnusable, match=r"none\.pem"):
        client_context(tmp_path / "none.pem")


def test_plain_text_stays_on_this_computer_unless_it_is_asked_for(files: TrialFiles) -> None:
    secure = Security(files.cert, files.key)
    for host in ("0.0.0.0", "::", "", "10.0.0.5", "exchange.example.org"):
        with pytest.raises(PlainTextRefused, match=r"--tls-cert FILE.*--plain"):
            private_address(host, 9101, Security())
        assert private_address(host, 9101, Security(plain=True)).certificate is None
        assert private_address(host, 9101, secure).certificate == (files.cert, files.key)
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        assert private_address(host, 9101, Security()) == Address(host, 9101)
    with pytest.raises(CertificateUnusable, match="belong together"):
        private_address("127.0.0.1", 9101, Security(cert=files.cert))


def test_an_address_is_said_as_clients_reach_it() -> None:
    certificate = Certificate(Path("c"), Path("k"))
    urls = {
        "ws://127.0.0.1:9101": Address("0.0.0.0"),
        "ws://[::1]:9101": Address("::"),
        "wss://[2001:db8::1]:9101": Address("2001:db8::1", 0, certificate),
        "wss://exchange.example.org:9101": Address("::", 0, certificate, "exchange.example.org"),
    }
    assert [address.url(9101) for address in urls.values()] == list(urls)


async def test_strangers_in_the_handshake_of_tls_are_bounded_by_number(
    files: TrialFiles, trusting: None
) -> None:
    door = Door(health_pages(dict), strangers_max=2)
    address = Address(certificate=Certificate(files.cert, files.key))
    server = await listening(converse, address, door)
    assert door.term is not None and door.term.days_left() < 1
    port = int(server.url.rpartition(":")[2])
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    assert await asyncio.wait_for(opened[0][0].read(), 5) == b""
    opened[1][1].write(b"no TLS at all")
    assert not (await asyncio.wait_for(opened[1][0].read(), 5)).startswith(b"HTTP")
    assert await asyncio.to_thread(got_over_tls, server.url, "/healthz") == (200, ALIVE)
    while door.strangers != 1:
        await asyncio.sleep(0.01)
    server.close()
    assert await asyncio.wait_for(opened[2][0].read(), 5) == b""
    assert door.strangers == 0
    async with asyncio.timeout(5):
        while door.connections:
            await asyncio.sleep(0.01)
    await server.closed()
    for _, writer in opened:
        writer.close()


async def converse(_connection: object) -> None:
    """Say nothing."""
