"""The attacks of the campaign: who attacks what, with how many sessions and keys."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from tests.faults.house import FEED, GATEWAY, REGISTRY, House

KEY = ("member-5",)
MORE_KEYS = tuple(f"member-5-{number}" for number in range(1, 4))
ACCOUNT = (*KEY, *MORE_KEYS)  # several keys of one account
MANY = ("member-3", "member-4", *ACCOUNT)  # of several accounts
ELSEWHERE = "127.0.0.2"  # which is no address of the venue's own


@dataclass(frozen=True)
class Plan:
    """An attack of tests/faults/hostile/attacks.py on a server; no keys: strangers."""

    does: str
    server: str = GATEWAY
    sessions: int = 30
    keys: tuple[str, ...] = ()
    source: str = ELSEWHERE


PLANS = {
    "questions of one session": Plan("questions", sessions=1, keys=KEY),
    "questions of one key": Plan("questions", keys=KEY),
    "orders of one key": Plan("orders", sessions=120, keys=KEY),
    "orders of one account": Plan("orders", sessions=120, keys=ACCOUNT),
    "orders from one address": Plan("orders", sessions=120, keys=MANY),
    "orders of the same computer": Plan("orders", keys=MANY, source=""),
    "client order ids": Plan("named_orders", sessions=12, keys=ACCOUNT),
    "cancels of one key": Plan("cancels", sessions=120, keys=KEY),
    "mass cancels": Plan("mass_cancels", sessions=4, keys=ACCOUNT),
    "applications for auctions": Plan("applications", sessions=8, keys=KEY),
    "intents": Plan("intents", sessions=8, keys=KEY),
    "slow readers": Plan("slow", sessions=120, keys=KEY),
    "pings": Plan("pings", keys=KEY),
    "pings of strangers": Plan("pings"),
    "tiny frames": Plan("tiny", keys=KEY),
    "tiny frames of strangers": Plan("tiny"),
    "log-ons": Plan("log_ons", sessions=50, keys=KEY),
    "hang-ups": Plan("hang_ups", sessions=40, keys=MANY),
    "sound requests": Plan("sound", sessions=8, keys=MANY),
    "mutated frames": Plan("mutated", sessions=8, keys=MANY),
    "mutated frames of strangers": Plan("mutated", sessions=40),
    "silent strangers": Plan("silence", sessions=1_200),
    "halves of heads": Plan("half_a_head", sessions=1_200),
    "pages": Plan("pages", sessions=60),
    "silent at the feed": Plan("silence", FEED, sessions=1_200),
    "strangers at the feed": Plan("history", FEED, sessions=100),
    "slow at the feed": Plan("slow", FEED, sessions=100),
    "mutated at the feed": Plan("mutated", FEED, sessions=20),
    "hang-ups at the feed": Plan("hang_ups", FEED, sessions=40),
    "silent at the registry": Plan("silence", REGISTRY, sessions=1_200),
    "questions at the registry": Plan("asked", REGISTRY, sessions=120, keys=ACCOUNT),
    "slow at the registry": Plan("slow", REGISTRY, sessions=60, keys=ACCOUNT),
    "sound at the registry": Plan("sound", REGISTRY, sessions=20, keys=MANY),
    "mutated at the registry": Plan("mutated", REGISTRY, sessions=20, keys=MANY),
    "hang-ups at the registry": Plan("hang_ups", REGISTRY, sessions=40, keys=MANY),
}


def more_keys(house: House) -> None:
    """Give account 5 more keys."""
    folder = house.plan.data
    for name in MORE_KEYS:
        public_key = generate(folder / "keys" / f"{name}.pem").public_key
        PublicKeys(folder / "keys.json").add(name, "member", 5, name, public_key)


@asynccontextmanager
async def attacked(house: House, *plans: Plan) -> AsyncIterator[None]:
    """Have the attackers of some plans run until the end, each plan in a process at the lowest
    priority, from the moment when all have begun.
    """
    processes = [await _started(house, plan) for plan in plans]
    try:
        for process in processes:
            assert process.stdout is not None and await process.stdout.readline()
        yield
        ended = [process.returncode for process in processes if process.returncode is not None]
        assert not ended, f"attackers have ended by themselves: {ended}"
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _started(house: House, plan: Plan) -> Process:
    keys = house.plan.data / "keys"
    words = [plan.does, plan.server, house.running.urls[plan.server]]
    words += [str(keys / f"{name}.pem") for name in plan.keys]
    words += ["--sessions", str(plan.sessions)]
    words += ["--source", plan.source] if plan.source else []
    start = (sys.executable, "-m", "tests.faults.hostile.attacks", *words)
    return await asyncio.create_subprocess_exec(*start, stdout=PIPE, start_new_session=True)
