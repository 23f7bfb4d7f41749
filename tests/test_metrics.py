"""The page of figures: the library's own parser reads it at all three servers, and it counts what
happened.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as open_metrics,
)
from prometheus_client.parser import text_string_to_metric_families

from gateway import launch
from gateway.console.certificates import make_certificate
from gateway.protocol.certificate_term import CertificateTerm
from gateway.protocol.door import Door
from gateway.protocol.metrics import door_metrics
from gateway.protocol.private_keys import generate
from gateway.protocol.tls import Certificate
from gateway.supervision.alerts import process as alerts
from gateway.supervision.alerts.following import Alerting
from gateway.supervision.alerts.ledger import Ledger
from gateway.supervision.alerts.webhook import Webhook, target_of
from gateway.supervision.surveillance.case_posts import CaseChanges
from gateway.supervision.surveillance.cases import Cases
from gateway.supervision.surveillance.following import Surveillance
from gateway.supervision.surveillance.process import metrics_of
from tests.corpus.house import CorpusHouse, corpus_house

SERVERS = ("gateway", "feed", "registry")
RULES = Path(launch.__file__).parent / "prometheus" / "ceax.rules.yml"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CorpusHouse]:
    async with corpus_house(tmp_path_factory.mktemp("metrics")) as running:
        yield running


def page_of(house: CorpusHouse, server: str, accept: str = "") -> str:
    url = house.urls[server].replace("ws:", "http:") + "/metrics"
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request) as response:
        return response.read().decode()


async def figures(house: CorpusHouse, server: str) -> dict[str, Metric]:
    page = await asyncio.to_thread(page_of, house, server)
    return {family.name: family for family in text_string_to_metric_families(page)}


def value(found: dict[str, Metric], name: str, **labels: str) -> float:
    """The value of one sample, 0 where there is none."""
    family = name.removesuffix("_total").removesuffix("_count").removesuffix("_sum")
    samples = found[family].samples
    return next((s.value for s in samples if s.name == name and s.labels == labels), 0)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("server", SERVERS)
async def test_the_parser_of_prometheus_reads_the_page(house: CorpusHouse, server: str) -> None:
    found = await figures(house, server)
    common = ("messages_in", "messages_out", "refused", "reply_seconds", "disk_free_bytes")
    assert {f"ceax_{name}" for name in common} <= set(found)
    assert value(found, "ceax_disk_free_bytes") > 0
    assert value(found, "process_resident_memory_bytes") > 0
    page = await asyncio.to_thread(page_of, house, server, "application/openmetrics-text")
    assert {family.name for family in open_metrics(page)} >= {"ceax_strangers"}


@pytest.mark.asyncio(loop_scope="module")
async def test_the_gateway_counts_what_happens(house: CorpusHouse) -> None:
    before = await figures(house, "gateway")
    listing = {"op": "list_instrument", "instrument": "CEA25", "number": 2, "base_price": 7850}
    await house.call("exchange@gateway", listing)
    await house.call("exchange@gateway", listing)
    await house.call("exchange@gateway", {"op": "dance"})
    after = await figures(house, "gateway")

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("ceax_messages_in_total", operation="list_instrument") == 2
    assert more("ceax_messages_in_total", operation="unreadable") == 1
    refused = [sum(s.value for s in page["ceax_refused"].samples) for page in (before, after)]
    assert refused[1] - refused[0] == 2
    assert more("ceax_refused_total", reason="operation_unknown") == 1
    assert more("ceax_reply_seconds_count") == more("ceax_messages_out_total", kind="reply") >= 3
    assert more("ceax_batch_commands_sum") == 1  # the second one is refused before the engine
    assert more("ceax_messages_out_total", kind="event") == 1  # to the feed
    assert more("ceax_messages_out_total", kind="state") == 1  # at log-on
    assert value(after, "ceax_sessions", role="exchange") == 1
    assert value(after, "ceax_phase", phase="no_day") == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_alerts_ask_for_figures_that_there_are(house: CorpusHouse, tmp_path: Path) -> None:
    known = set()
    for server in SERVERS:
        families = (await figures(house, server)).values()
        known |= {sample.name for family in families for sample in family.samples}
        known |= {f"{family.name}_total" for family in families if family.type == "counter"}
    door = Door({})
    with Cases(tmp_path) as cases, CaseChanges(tmp_path) as changes:
        key = generate(tmp_path / "feed.pem")
        watching = Surveillance(tmp_path, "ws://x", key, cases, changes)
        known |= {family.name for family in metrics_of(watching, door, tmp_path)}
    with Ledger(tmp_path) as ledger:
        raising = Alerting(tmp_path, "ws://x", generate(tmp_path / "alerts.pem"), ledger)
        hook = Webhook(target_of("http://x/"), b"", ledger)
        known |= {family.name for family in alerts.metrics_of(raising, hook, door, tmp_path)}
    files = make_certificate(tmp_path, [], 1, dt.datetime.now(dt.UTC))
    door.term = CertificateTerm(Certificate(files.cert, files.key), time.time_ns)
    known |= {family.name for family in door_metrics(door)}
    asked = set(re.findall(r"\b(?:ceax|process)_\w+", RULES.read_text(encoding="utf-8")))
    assert asked and asked <= known


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here")
def test_the_rules_of_alerts_are_sound() -> None:
    subprocess.run(["promtool", "check", "rules", str(RULES)], check=True)
