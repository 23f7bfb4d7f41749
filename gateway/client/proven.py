"""Is it the server that is meant? What a client checks of a challenge before it signs anything."""

from __future__ import annotations

from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection

from gateway.protocol.errors import sayable
from gateway.protocol.proofs import (
    CHAIN_MAX,
    PROTOCOL_VERSION,
    Greeting,
    Link,
    is_nonce,
)
from gateway.protocol.replies import ServerUnproven, VenueDiffers, VenueUnreachable
from gateway.protocol.signatures import is_signed
from gateway.protocol.tls import binding_of
from gateway.protocol.wire import Message

_WORDS = tuple(name for name in Greeting._fields if name != "protocol")


class Expected(NamedTuple):
    """Which server a client means: its address, its kind, the venue's id (None: any)."""

    url: str
    server: str
    venue: str | None = None


def binding_seen(socket: ClientConnection) -> str:
    """The binding of a connection as the client sees it."""
    tls = socket.transport.get_extra_info("ssl_object")
    return binding_of(None if tls is None else tls.getpeercert(binary_form=True))


def proven(challenge: Message, expected: Expected, nonce: str, binding: str) -> Greeting:
    """What the server has signed, over the client's nonce and binding.

    Raises VenueUnreachable where it is no challenge of this protocol, VenueDiffers where it is
    that of another venue, and ServerUnproven where another kind of server answers, the signature
    is not its key's over this connection, or something is between the two.
    """
    greeting = _greeting_of(challenge, expected.url)
    signature, time_ns = challenge.get("signature"), challenge.get("server_time_ns")
    if expected.venue not in (None, greeting.venue):
        found = sayable(greeting.venue)
        rule = f"{expected.url} is venue {found!r}, expected is {expected.venue!r}"
        raise VenueDiffers(rule, field="venue", value=found, allowed=expected.venue)
    _require_agreed(greeting, expected, nonce, binding)
    text = greeting.proof_text(time_ns) if type(time_ns) is int else b""
    if not (type(signature) is str and text and is_signed(greeting.server_key, signature, text)):
        rule = f"{expected.url} has not signed its challenge: it does not have the key it shows"
        raise ServerUnproven(rule, field="signature")
    return greeting


def chain_of(challenge: Message) -> tuple[Link, ...]:
    """The earlier keys of a server, as its challenge has them. Raises ServerUnproven."""
    chain = challenge.get("chain", [])
    try:
        links = tuple(Link(**link) for link in chain)
    except TypeError:
        links = (Link("", ""),)
    if len(links) > CHAIN_MAX or not all(
        type(each.signature) is str and is_nonce(each.key) for each in links
    ):
        rule = f"a chain has at most {CHAIN_MAX} earlier keys, each with its signature"
        raise ServerUnproven(rule, field="chain", value=sayable(chain))
    return links


def _greeting_of(challenge: Message, url: str) -> Greeting:
    words: dict[str, Any] = {name: challenge.get(name) for name in _WORDS}
    if challenge.get("type") != "challenge" or not all(
        type(each) is str for each in words.values()
    ):
        rule = f"{url} sent no challenge: it is no server of this protocol"
        raise VenueUnreachable(rule, value=url)
    if challenge.get("protocol") != PROTOCOL_VERSION:
        version = sayable(challenge.get("protocol"))
        rule = f"{url} speaks version {version!r} of the protocol, this client {PROTOCOL_VERSION}"
        raise VenueUnreachable(rule, field="protocol", value=version, allowed=PROTOCOL_VERSION)
    if not is_nonce(words["server_key"]):
        rule = f"{url} shows no key: a public key is 64 hex digits"
        raise ServerUnproven(rule, field="server_key", value=sayable(words["server_key"]))
    return Greeting(**words)


def _require_agreed(greeting: Greeting, expected: Expected, nonce: str, binding: str) -> None:
    """Raises ServerUnproven, which names what differs."""
    own = {"server": expected.server, "client_nonce": nonce, "binding": binding}
    for name, meant in own.items():
        found = getattr(greeting, name)
        if found != meant:
            rule = (
                f"{expected.url} is not the server that was meant, or something is between:"
                f" {name} is {sayable(found)!r}, expected is {meant!r}; nothing was signed for it"
            )
            raise ServerUnproven(rule, field=name, value=sayable(found), allowed=meant)
