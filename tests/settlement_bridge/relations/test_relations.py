"""Relations of entities: stated, read from files, audited, checked, on both databases; and sent to
the exchange once, whatever happens to the answers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.commands import Relation
from gateway.protocol.private_keys import generate
from settlement_bridge.books import SignOff, relations
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.books.relations import Related
from settlement_bridge.bridge import exchange, transfers
from settlement_bridge.bridge import relations as sending
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.bridge.relations import RelationSender
from settlement_bridge.documents.audit import START, acts
from settlement_bridge.errors import Refusal
from settlement_bridge.server.relations import read, take_in
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import registered
from tests.settlement_bridge.fake_exchange import HANG_UPS, FakeExchange, refusal, running_exchange

pytestmark = pytest.mark.usefixtures("empty_registry")

LIN = SignOff("lin", "bridge")
DATE = 20_260_105
OWNED = Related(1, Relation.OWNER, 0, "恒信控股", 20_250_101, 0, "annual report 2025")
ALLIED = Related(2, Relation.CONCERT, 3, "", 20_250_101, 20_260_105, "notice 7")
HEAD = "entity,relation,other,party,first,last,source"
ROWS = (
    "1,owner,,恒信控股,2025-01-01,,annual report 2025\n"
    "2,concert,3,,2025-01-01,2026-01-05,notice 7\n"
)
FILE = f"{HEAD}\n{ROWS}total,2,,,,,\n"


def stated(registry: Registry, *rows: Related) -> int | Refusal:
    return registry.write(relations.state, list(rows), LIN, registry.now_ns())


def counting(registry: Registry, entity: int | None = None, day: int = 0) -> list[Related]:
    return [each.related for each in registry.read(relations.latest, entity, day, 0, 100)]


def test_the_last_of_an_entity_relation_and_party_counts(registry: Registry) -> None:
    registered(registry)
    ended = OWNED._replace(last=20_251_231)
    assert stated(registry, OWNED, ALLIED) == 2
    assert counting(registry) == [OWNED, ALLIED]
    assert stated(registry, ended) == 3
    assert counting(registry) == [ALLIED, ended]
    assert counting(registry, day=DATE) == [ALLIED]
    assert counting(registry, day=DATE + 1) == []
    assert (counting(registry, 3), counting(registry, 1)) == ([ALLIED], [ended])
    found, _ = registry.read(acts, START, 0, 10**18, 100)
    told = [(each.what, each.subject, each.detail, each.document) for each in found]
    assert ("stated", "1", "恒信控股", "annual report 2025") in told
    assert ("stated", "2", "3", "notice 7") in told
    assert registry.snapshot(disagreements) == []
    with registry.writing() as connection:
        connection.exec_driver_sql("UPDATE relations SET entity = 44, last = 20240101")
    broken = [each.what for each in registry.snapshot(disagreements)]
    assert {"record_differs", "relation_unsound"} <= set(broken)


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (OWNED._replace(entity=9), "entity_unknown", "entity"),
        (ALLIED._replace(other=9), "entity_unknown", "other"),
        (ALLIED._replace(other=2), "entity_same", "other"),
        (ALLIED._replace(last=20_241_231), "field_out_of_range", "last"),
    ],
)
def test_what_cannot_be_stated_is_refused_and_nothing_with_it(
    tmp_path: Path, row: Related, code: str, field: str
) -> None:
    with opened(tmp_path) as registry:
        refused = stated(registry, OWNED, row)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.field) == (code, field)
        assert counting(registry) == []


@contextmanager
def opened(folder: Path) -> Iterator[Registry]:
    """A registry in SQLite with three entities."""
    registry = open_registry(f"sqlite:///{folder}/registry.sqlite3")
    try:
        yield registered(registry)
    finally:
        registry.close()


def test_a_file_is_taken_in_whole_and_once(tmp_path: Path) -> None:
    assert read(FILE) == [OWNED, ALLIED]
    with opened(tmp_path) as registry:
        given = ("r-1", LIN, registry.now_ns(), "")
        assert registry.write(take_in, FILE, *given) == 2
        assert registry.write(take_in, FILE, *given) == 2
        again = registry.write(take_in, FILE, "r-2", LIN, registry.now_ns(), "")
        assert isinstance(again, Refusal)
        assert again.code == "file_taken_before"
        unknown = FILE.replace("\n2,", "\n8,")
        refused = registry.write(take_in, unknown, "r-3", LIN, registry.now_ns(), "")
        assert isinstance(refused, Refusal)
        assert refused.code == "entity_unknown"
        assert counting(registry) == [OWNED, ALLIED]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,friend,,Heng,2025-01-01,,x", "no such relation"),
        ("1,account,2,,2025-01-01,,x", "no such relation"),
        ("1,owner,,,2025-01-01,,x", "name the party by other or by party, one of both"),
        ("1,owner,2,Heng,2025-01-01,,x", "name the party by other or by party, one of both"),
        (f"1,owner,,{'恒' * 41},2025-01-01,,x", "longer than 120 bytes"),
        ("0,owner,,Heng,2025-01-01,,x", "entity is not a whole number in this range"),
        ("1,owner,,Heng,2025-02-30,,x", "not a calendar day"),
        ("1,owner,,Heng,2025-01-01,,", "not a text of this length"),
        (ROWS.strip().replace("\n2,concert,3", "\n1,owner,"), "7 columns"),
    ],
)
def test_a_wrong_row_is_named(row: str, said: str) -> None:
    refused = read(f"{HEAD}\n{row}\ntotal,{row.count(chr(10)) + 1},,,,,\n")
    assert isinstance(refused, Refusal)
    if said != "7 columns":
        assert said in refused.message
    assert refused.field is not None
    assert refused.field.startswith("line ")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "REST_S", 0.01)
    for module in (exchange, transfers):
        for name in ("RETRY_FIRST_S", "RETRY_MOST_S"):
            monkeypatch.setattr(module, name, 0.01)


@asynccontextmanager
async def sender(
    registry: Registry, peer: FakeExchange, folder: Path
) -> AsyncIterator[RelationSender]:
    """What sends a registry's relations to an exchange."""
    worker = Worker()
    reached = exchange.Exchange(peer.url, generate(folder / "bridge.pem"))
    turn = transfers.Transfers(registry, worker, reached).turn
    sends = RelationSender(registry, worker, turn, reached)
    running = [asyncio.create_task(part.run()) for part in (reached, sends)]
    try:
        yield sends
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        worker.close()


async def taken(peer: FakeExchange, count: int) -> list[dict[str, object]]:
    async with asyncio.timeout(30):
        while peer.count("relate") < count:
            await asyncio.sleep(0.01)
    return [each for each in peer.done if each["op"] == "relate"]


async def test_each_is_sent_once_whatever_becomes_of_the_answers(tmp_path: Path) -> None:
    async with running_exchange() as peer:
        peer.faults["relate"].extend(
            [HANG_UPS[-1], HANG_UPS[0], refusal("overloaded"), HANG_UPS[-1]]
        )
        with opened(tmp_path) as registry:
            second = Instruction(Task.OPEN_ACCOUNT, 9, name="second of entity 3", entity=3)
            at_once.record(registry, [second])
            async with sender(registry, peer, tmp_path) as sends:
                await asyncio.to_thread(stated, registry, OWNED, ALLIED)
                sends.look()
                first_three = await taken(peer, 3)
                await asyncio.to_thread(stated, registry, OWNED._replace(last=20_251_231))
                sends.look()
                *_, last = await taken(peer, 4)
        assert [each["reference"] for each in (*first_three, last)] == [1, 2, 3, 4]
        by_relation = {str(each["relation"]): each for each in first_three}
        assert by_relation["owner"]["party"] == "恒信控股"
        assert "last" not in by_relation["owner"]
        assert (by_relation["concert"]["other"], by_relation["concert"]["last"]) == (
            3,
            "2026-01-05",
        )
        account = by_relation["account"]
        assert (account["entity"], account["other"]) == (3, 9)
        assert (last["party"], last["last"], last["follows"]) == ("恒信控股", "2025-12-31", 3)


async def test_a_registry_behind_the_exchange_sends_what_counts_under_new_numbers(
    tmp_path: Path,
) -> None:
    async with running_exchange() as peer:
        peer.done.append({"op": "relate", "reference": 40})
        with opened(tmp_path) as registry:
            stated(registry, OWNED)
            async with sender(registry, peer, tmp_path):
                *_, last = await taken(peer, 2)
        assert (last["reference"], last["party"]) == (41, "恒信控股")


async def test_what_is_stated_is_journalled_by_the_exchange(
    house: Any, ceax: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    named = ("--party", "Heng Holding", "--from", "2026-01-05", "--document", "report 2025")
    code, said = await asyncio.to_thread(ceax, "relate", "1", "owner", *named)
    assert code == 0, said
    number = int(said.split()[1].rstrip(":"))
    assert said == f"relation {number}: Heng Holding is owner of 1, from 2026-01-05\n"
    file = tmp_path / "relations.csv"
    file.write_text(f"{HEAD}\n2,concert,3,,2026-01-05,,notice 7\ntotal,1,,,,,\n")
    code, said = await asyncio.to_thread(ceax, "relations-file", str(file), "--reference", "r-9")
    assert (code, said) == (0, "relations.csv: 1 relation\n")
    code, said = await asyncio.to_thread(ceax, "relations", "--entity", "3", "--json")
    (row,) = json.loads(said)
    assert (row["entity"], row["relation"], row["other"], row["last"]) == (2, "concert", 3, None)
    async with house.session("exchange") as staff, asyncio.timeout(30):
        while (await staff.request("last_relation"))["last"] < number + 1:
            await asyncio.sleep(0.05)
