"""A false server between a client and the gateway: what a client signs for it is worth nothing
anywhere else, and a client of this project signs nothing for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import shutil
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import connect as open_socket
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.client import connect
from gateway.console.certificates import TrialFiles, make_certificate
from gateway.protocol.address import Address
from gateway.protocol.proofs import Greeting, Hello
from gateway.protocol.replies import RequestRefused, ServerUnproven
from gateway.protocol.server_keys import ServerKey, Welcome
from gateway.protocol.tls import CA_VARIABLE, Certificate, binding_of, client_context, speaking
from gateway.protocol.wire import Frame, Message, decode_from_venue, encode
from marketdata.client import connect as listen
from tests.gateway.small_venue import Caller, SmallVenue, order, small_venue
from tests.signing import dialled, greeting_of

NOW = dt.datetime.now(dt.UTC)
STOLEN = {"id": 99, **order("buy", 7800, 10, client_order_id="stolen")}
FALSE_KEY = Ed25519PrivateKey.from_private_bytes(bytes([6]) * 32)
Change = Callable[[Message], Message]


class Relay:
    """A false server: it passes what a client sends on to a real one, a challenge as `change` makes
    it, and enters an order as soon as a log-on has been taken; `codes` are of the log-ons.
    """

    def __init__(self, real: str, change: Change = dict) -> None:
        self.real, self.change, self.url = real, change, ""
        self.codes: list[str] = []

    async def converse(self, victim: ServerConnection) -> None:
        """One victim."""
        assert victim.request is not None
        tls = client_context() if self.real.startswith("wss:") else None
        async with open_socket(self.real + victim.request.path, ssl=tls) as real:
            with contextlib.suppress(ConnectionClosed, ExceptionGroup):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._back(real, victim))
                    async for frame in victim:
                        await real.send(frame)
                    raise ConnectionClosed(None, None)

    async def _back(self, real: Any, victim: ServerConnection) -> None:
        await victim.send(encode(self.change(decode_from_venue(await real.recv())[0]), text=True))
        async for frame in real:
            if self._took_log_on(frame):
                await real.send(encode(STOLEN, text=True))
            await victim.send(frame)

    def _took_log_on(self, frame: Frame) -> bool:
        replies = [each for each in decode_from_venue(frame) if each["type"] == "reply"]
        self.codes += [each["error"]["code"] if not each["ok"] else "taken" for each in replies]
        return any(each["ok"] for each in replies)


@asynccontextmanager
async def relay(
    real: str, change: Change = dict, files: TrialFiles | None = None
) -> AsyncIterator[Relay]:
    """A false server on loopback, with a certificate of its own."""
    false = Relay(real, change)
    tls = None if files is None else speaking(Certificate(files.cert, files.key)).context
    async with serve(false.converse, "localhost", 0, ssl=tls) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        false.url = f"{'ws' if tls is None else 'wss'}://localhost:{port}"
        yield false


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrialFiles:
    """The real server's certificate, of an authority that every client trusts."""
    made = make_certificate(tmp_path / "tls", ["localhost"], 1, NOW)
    monkeypatch.setenv(CA_VARIABLE, str(made.ca))
    monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
    return made


def others(files: TrialFiles) -> TrialFiles:
    """Another certificate of the same authority, for the same name."""
    folder = files.ca.parent.with_name("false")
    shutil.copytree(files.ca.parent, folder)
    return make_certificate(folder, ["localhost"], 1, NOW)


def at_tls(files: TrialFiles) -> Address:
    return Address("localhost", certificate=Certificate(files.cert, files.key))


async def log_on_as_told(url: str, venue: SmallVenue, **believed: str) -> None:
    """Alice logs on with a client that checks nothing, and signs what she believes."""
    caller = await Caller.open(url, text=True)
    greeting = greeting_of(caller.challenge)._replace(**believed)
    fields = log_on_fields(venue, greeting, caller.challenge["server_time_ns"])
    await caller.ask("log_on", **fields)
    await caller.socket.close()


def log_on_fields(venue: SmallVenue, greeting: Greeting, time_ns: int) -> Message:
    """A log-on of Alice that signs a greeting."""
    signature = venue.keys["alice"].sign_log_on(greeting, time_ns)
    said = {"key": "alice", "time_ns": time_ns, "binding": greeting.binding}
    return said | {"signature": signature}


def with_own_key(challenge: Message) -> Message:
    """The challenge of a false server that shows its own key, and proves that it has it."""
    told = greeting_of(challenge)
    own = ServerKey(told.server, told.venue, FALSE_KEY)
    begun = Welcome(own, told.nonce, Hello(told.client_nonce, told.binding))
    return begun.challenge(challenge["server_time_ns"])


async def orders_of_alice(venue: SmallVenue) -> list[object]:
    """The victim's open orders."""
    caller = await venue.caller("exchange")
    found: list[object] = (await caller.ask("open_orders", account=1))["orders"]
    return found


async def test_a_log_on_at_a_false_feed_is_worth_nothing_at_the_gateway(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue, relay(venue.hub.url) as false:
        with pytest.raises(ServerUnproven, match="server is 'gateway', expected is 'feed'"):
            async with listen(false.url, venue.keys["alice"]):
                pass
        await log_on_as_told(false.url, venue, server="feed")
        assert false.codes == ["signature_wrong"]
        assert await orders_of_alice(venue) == []


async def test_what_is_signed_for_a_false_server_s_own_key_is_worth_nothing(
    tmp_path: Path,
) -> None:
    async with (
        small_venue(tmp_path, market=False) as venue,
        relay(venue.hub.url, with_own_key) as false,
    ):
        with pytest.raises(RequestRefused) as caught:
            async with connect(false.url, venue.keys["alice"]):
                pass
        assert caught.value.code == "signature_wrong" and false.codes == ["signature_wrong"]


@pytest.mark.parametrize("changed", ["server", "venue", "server_key", "client_nonce", "binding"])
async def test_a_changed_challenge_is_not_signed(tmp_path: Path, changed: str) -> None:
    def change(challenge: Message) -> Message:
        return challenge | {changed: "1f" * 32}

    async with (
        small_venue(tmp_path, market=False) as venue,
        relay(venue.hub.url, change) as false,
    ):
        with pytest.raises(ServerUnproven, match=r"nothing was signed|has not signed"):
            async with connect(false.url, venue.keys["alice"]):
                pass
        assert false.codes == []


@pytest.mark.parametrize("in_plain_text", [False, True])
async def test_over_tls_nothing_is_between_that_shows_another_certificate_or_none(
    tmp_path: Path, files: TrialFiles, in_plain_text: bool
) -> None:
    shown = None if in_plain_text else others(files)
    async with (
        small_venue(tmp_path, market=False, address=at_tls(files)) as venue,
        relay(venue.hub.url, files=shown) as false,
    ):
        async with connect(venue.hub.url, venue.keys["alice"]) as session:
            assert session.role == "member"
        with pytest.raises(ServerUnproven, match="binding is 'sha256:"):
            async with connect(false.url, venue.keys["alice"]):
                pass
        seen = "plain" if shown is None else binding_of(der_of(shown.cert))
        await log_on_as_told(false.url, venue, binding=seen)
        assert false.codes == ["binding_differs"]


def der_of(certificate: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii"))


@pytest.mark.parametrize(
    ("page", "signed", "code"),
    [
        ("https://venue.example", "https://venue.example", "taken"),
        ("https://venue.example", "https://evil.example", "binding_differs"),
        (None, "https://venue.example", "binding_differs"),
    ],
)
async def test_a_page_signs_its_origin_in_place_of_a_certificate_that_it_cannot_see(
    tmp_path: Path, files: TrialFiles, page: str | None, signed: str, code: str
) -> None:
    address = at_tls(files)._replace(origins=("https://venue.example",))
    async with small_venue(tmp_path, market=False, address=address) as venue:
        headers = {"Origin": page} if page else None
        async with open_socket(dialled(venue.hub.url), additional_headers=headers) as socket:
            caller = Caller(socket, text=True)
            await caller.read()
            greeting = greeting_of(caller.challenge)._replace(binding=f"origin:{signed}")
            fields = log_on_fields(venue, greeting, caller.challenge["server_time_ns"])
            reply = await caller.ask("log_on", **fields)
    assert (reply["error"]["code"] if not reply["ok"] else "taken") == code


async def test_a_client_without_a_nonce_of_its_own_is_told_what_is_wanted(tmp_path: Path) -> None:
    async with (
        small_venue(tmp_path, market=False) as venue,
        open_socket(venue.hub.url) as socket,
    ):
        caller = Caller(socket, text=True)
        await caller.read()
        assert "signature" not in caller.challenge
        older = {"key": "alice", "time_ns": 1, "signature": "00" * 64}
        error = (await caller.ask("log_on", **older))["error"]
        assert (error["code"], await caller.closed()) == ("nonce_missing", 4001)
        assert "/?nonce=NONCE" in error["message"]
        with pytest.raises(InvalidStatus) as caught:
            await open_socket(f"{venue.hub.url}/?nonce=00ff")
        assert caught.value.response.status_code == 400
        assert b"nonce_malformed" in caught.value.response.body
