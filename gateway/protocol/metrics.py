"""The page `/metrics` in the form of Prometheus: what a server has counted, gathered when it is
asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from gateway.protocol.door import Door
from gateway.protocol.http import Headers, Page, Response
from gateway.protocol.traffic import Histogram, Traffic

PREFIX = "ceax_"
NS_PER_S = 1_000_000_000
Collect = Callable[[], Iterable[Metric]]


class _Gathering(Collector):
    """What the library's registry asks each time a page is asked for."""

    def __init__(self, collect: Collect) -> None:
        self._collect = collect

    def collect(self) -> Iterable[Metric]:
        """Everything that was counted."""
        return self._collect()

    def describe(self) -> Iterable[Metric]:
        """Nothing: it is gathered only when it is asked for."""
        return []


def metrics_page(collect: Collect) -> Page:
    """The page with what `collect` gives and what the system knows about this process."""
    registry = CollectorRegistry()
    registry.register(_Gathering(collect))
    ProcessCollector(registry=registry)

    def page(headers: Headers) -> Response:
        encode, form = choose_encoder(headers.get("accept", ""))
        return Response(HTTPStatus.OK, encode(registry), form)

    return page


def counted(name: str, help_: str, label: str, counts: Mapping[str, int]) -> Metric:
    """Counters by a label."""
    family = CounterMetricFamily(PREFIX + name, help_, labels=[label])
    for value, count in sorted(dict(counts).items()):
        family.add_metric([value], count)
    return family


def gauge(name: str, help_: str, value: float) -> Metric:
    """One value that goes up and down."""
    return GaugeMetricFamily(PREFIX + name, help_, value=value)


def gauges(name: str, help_: str, label: str, values: Mapping[str, float]) -> Metric:
    """Values by a label."""
    family = GaugeMetricFamily(PREFIX + name, help_, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def histogram(name: str, help_: str, found: Histogram) -> Metric:
    """Values by buckets."""
    below, buckets = 0, []
    for bound, count in zip((*found.bounds, "+Inf"), tuple(found.counts), strict=True):
        below += count
        buckets.append((str(bound), float(below)))
    return HistogramMetricFamily(PREFIX + name, help_, buckets=buckets, sum_value=found.sum)


def traffic_metrics(traffic: Traffic) -> Iterator[Metric]:
    """What went over the WebSockets."""
    yield counted("messages_in", "Requests, by operation.", "operation", traffic.asked)
    yield counted("messages_out", "Messages to clients, by kind.", "kind", traffic.sent)
    yield counted("refused", "Refused requests, by reason.", "reason", traffic.refused)
    yield histogram("reply_seconds", "From a request to its reply.", traffic.reply_s())


def door_metrics(door: Door) -> Iterator[Metric]:
    """Connections that have no WebSocket; the clock; the certificate that TLS begins with."""
    yield gauge("strangers", "Connections without a WebSocket.", door.strangers)
    statuses = {str(status): count for status, count in door.answered.items()}
    yield counted("http_responses", "HTTP responses, by status.", "status", statuses)
    turned = door.turned_away.counts
    yield counted(
        "connections_turned_away", "Connections cut at once, by reason.", "reason", turned
    )
    leap_s = door.outside.leap_ns() / NS_PER_S
    yield gauge("clock_leap_seconds", "The machine's clock less the server's.", leap_s)
    if door.term is not None:
        days = door.term.days_left()
        yield gauge("certificate_days_left", "Until the certificate expires.", days)


def disk_metrics(folder: Path) -> Iterator[Metric]:
    """The disk that a folder is on."""
    disk = os.statvfs(folder)
    yield gauge("disk_free_bytes", "Free on the venue's disk.", disk.f_bavail * disk.f_frsize)
    yield gauge("disk_bytes", "Size of the venue's disk.", disk.f_blocks * disk.f_frsize)
