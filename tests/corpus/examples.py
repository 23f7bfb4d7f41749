"""The examples of the protocol pages: exchanges of the recorded story, and one signed log-on.

    python -m tests.corpus.examples

writes them into the pages, between `<!-- example: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.proofs import Hello
from gateway.protocol.server_keys import ServerKey, Welcome
from tests.corpus.recording import read

HOUSE = Path(__file__).parents[2]
PAGES = [HOUSE / room / "PROTOCOL.md" for room in ("gateway", "marketdata", "settlement_bridge")]
PLACE = re.compile(r"<!-- example: ([a-z0-9 ,'-]+) -->\n.*?<!-- end -->", re.DOTALL)
LOG_ON = "a log-on"
NONCE = "6f" * 32
SECRET, SERVER_SECRET = (bytes([each]) * 32 for each in (1, 2))
# an example: who asks, and fields of the request; the first such step of the story is shown
STEPS: dict[str, tuple[str, Mapping[str, Any]]] = {
    "an order that rests": ("alice@gateway", {"client_order_id": "a-2"}),
    "an order past the price limit": ("bob@gateway", {"price": 9000}),
    "an act out of schedule": ("exchange@gateway", {"op": "take_back_day"}),
    "a counter-offer": ("alice@gateway", {"op": "counter_offer"}),
    "a trade, as its buyer hears it": ("bob@gateway", {"client_order_id": "b-2"}),
    "a subscription": ("stranger@feed", {"op": "subscribe", "channel": "depth"}),
    "a channel of another role": ("stranger@feed", {"channel": "settlement"}),
    "a transfer into trading": ("bridge@registry", {"op": "transfer_in", "account": 1}),
    "a transfer of too much": ("bridge@registry", {"op": "transfer_in", "quantity": 999999}),
    "a request that a second representative approves": (
        "alice@registry",
        {"op": "transfer_in", "instrument": "CEA24", "quantity": 10},
    ),
}
AGAIN = "an order sent again"  # the step after the order that rests
Message = dict[str, Any]


def example(name: str) -> str:
    """The lines of an example: what the client sends, and all that it hears of it."""
    if name == LOG_ON:
        return log_on()
    story = [step for step in read("story") if step]
    who, fields = STEPS["an order that rests" if name == AGAIN else name]
    place = next(at for at, step in enumerate(story) if asks(step, who, fields))
    step = story[place + (name == AGAIN)]
    heard = [message for hearer, message in step["heard"] if hearer == who]
    replies = [message for message in heard if "id" in message]
    request = {"op": step["request"]["op"], "id": replies[-1]["id"]} | step["request"]
    answers = heard[heard.index(replies[-1]) :]
    return block([("→", request), *(("←", message) for message in answers)])


def asks(step: Message, who: str, fields: Mapping[str, Any]) -> bool:
    """Whether in a step somebody asks a request with these fields."""
    return bool(step["who"] == who and fields.items() <= step["request"].items())


def log_on() -> str:
    """The log-on of a member, signed by a key that everybody can make."""
    story = [step for step in read("story") if step]
    first = next(step for step in story if step["who"] == "alice@gateway")
    heard = [message for hearer, message in first["heard"] if hearer == "alice@gateway"]
    time_ns, reply, state = heard[0]["server_time_ns"], heard[1], heard[2]
    begun = welcome(heard[0])
    signed = {"time_ns": time_ns, "signature": key().sign_log_on(begun.greeting, time_ns)}
    request = {"op": "log_on", "id": 1, "key": "alice", **signed}
    challenge = begun.challenge(time_ns)
    return block([("←", challenge), ("→", request), ("←", reply), ("←", state)])


def welcome(challenge: Message) -> Welcome:
    """How the example begins: as in a challenge, with a server's key that everybody can make."""
    own = Ed25519PrivateKey.from_private_bytes(SERVER_SECRET)
    server = ServerKey(challenge["server"], challenge["venue"], own)
    return Welcome(server, NONCE, Hello(challenge["client_nonce"], challenge["binding"]))


def key() -> PrivateKey:
    """The key of the example."""
    return PrivateKey("alice", Ed25519PrivateKey.from_private_bytes(SECRET))


def block(marked: list[tuple[str, Message]]) -> str:
    """Messages, one a line, as a block of code."""
    shown = (f"{mark} {json.dumps(message, ensure_ascii=False)}\n" for mark, message in marked)
    return "```\n" + "".join(shown) + "```\n"


def written(page: str) -> str:
    """A page with every example as it is now. Raises KeyError for one that there is not."""

    def place(found: re.Match[str]) -> str:
        return f"<!-- example: {found[1]} -->\n{example(found[1])}<!-- end -->"

    return PLACE.sub(place, page)


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(written(each.read_text(encoding="utf-8")), encoding="utf-8")
