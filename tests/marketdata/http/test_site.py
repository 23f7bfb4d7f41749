"""One response for a path and headers; the same figures as on the channels and in the files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from engine.units import format_hundredths, parse_date
from gateway.protocol.http import Response
from gateway.protocol.outside import Outside
from marketdata.channels import (
    ANNOUNCEMENTS,
    AUCTIONS,
    BLOCKS,
    COMPOSITE,
    DEPTH,
    STATUS,
    SUMMARY,
)
from marketdata.http.forms import CSV, PARQUET
from marketdata.http.routes import ROUTES
from marketdata.http.site import AT_ONCE, HANDLERS, PER_S, FeedSite
from tests.marketdata.archive.test_archive import DATE
from tests.marketdata.http.conftest import IMPORTED, NEXT, Venue, asked, leaves

FILES = f"/v1/files/allowances/{DATE}"
TABLES = (
    "/v1/instruments",
    "/v1/calendar?from=2025-12-20&to=2026-02-28",
    "/v1/days",
    f"/v1/trades/{DATE}",
    "/v1/bars/CEA25/5m",
    "/v1/files/allowances",
)

# path, headers, status, a part of the body
TALK: Sequence[tuple[str, dict[str, str], int, str]] = (
    ("/v1/time", {}, 200, '"phase": "lunch"'),
    ("/v1/calendar.csv?from=2026-01-01&to=2026-01-06", {}, 200, "2026-01-05,09:15,09:30,11:30,"),
    ("/v1/calendar?from=2099-01-01", {}, 200, '{"rows": [], "next": null}'),
    ("/v1/status", {}, 200, '"halted": true'),
    ("/v1/instruments", {}, 200, '"base_cny_per_t": "7'),
    ("/v1/instruments?limit=1", {}, 200, '"next": "/v1/instruments?limit=1&after=CEA24"'),
    ("/v1/instruments?after=CEA24", {}, 200, '"next": null'),
    ("/v1/depth/CEA99", {}, 404, '"code": "instrument_unknown", "field": "instrument"'),
    ("/v1/depth/CEA%2025", {}, 400, '"field": "instrument", "value": "CEA 25"'),
    ("/v1/depth/%FF", {}, 400, '"message": "path is not in UTF-8"'),
    ("/v1/depth_20/CEA25", {}, 200, '"shown": false'),
    ("/v1/auctions", {}, 200, '"data": {"auctions": []}'),
    ("/v1/bars/CEA25/2m", {}, 400, '"allowed": ["1m", "5m", "15m", "60m", "day"'),
    ("/v1/bars/CEA99/day", {}, 404, '"CEA24", "CEA25", "COMCEA"'),
    ("/v1/bars/CEA25/day?from=2026-02-30", {}, 400, '"field": "from", "value": "2026-02-30"'),
    ("/v1/bars/CEA25/day?from=2026-01-06&to=2026-01-05", {}, 200, '{"rows": [], "next": null}'),
    ("/v1/days?limit=0", {}, 400, '"allowed": [1, 1000]'),
    ("/v1/days?limit=", {}, 400, '"code": "field_wrong_type"'),
    ("/v1/days?limit=1&limit=2", {}, 400, '"code": "key_repeated"'),
    ("/v1/days?limits=1", {}, 400, '"allowed": ["from", "to", "instrument", "imported", "after"'),
    ("/v1/days?lang=fr", {}, 400, '"allowed": ["zh", "en"]'),
    ("/v1/days?" + "&".join(f"a{each}" for each in range(40)), {}, 400, "at most 32 fields"),
    ("/v1/days?from=%ff", {}, 400, '"field": "query"'),
    ("/v1/days", {"accept": "text/csv"}, 200, "date,instrument,first_day"),
    ("/v1/days", {"accept": "text/html, */*;q=0.1"}, 200, '{"rows": ['),
    ("/v1/days", {"accept": "text/csv;q=0.5, application/json;q=0.4"}, 200, "date,"),
    ("/v1/days", {"accept": "image/png"}, 406, '"allowed": ["application/json", "text/csv"'),
    ("/v1/days.json", {"accept": "image/png"}, 200, '{"rows": ['),
    ("/v1/days.csv", {}, 200, f"{DATE},CEA24,1,75.00"),
    (
        "/v1/days.csv?lang=zh",
        {},
        200,
        "日期,品种,开盘价,收盘价,最高价,最低价,涨跌,涨跌幅,成交数量,成交金额",
    ),
    ("/v1/days.xml", {}, 404, '"code": "path_unknown"'),
    ("/v1/time", {"accept": "image/png"}, 200, "server_time_ns"),
    (f"/v1/trades/{DATE}?instrument=CEA25&limit=2", {}, 200, f"/v1/trades/{DATE}?instrument=CEA25"),
    (f"/v1/trades/{NEXT}.csv?method=listed", {}, 200, "CEA25,listed,"),
    ("/v1/trades/2025-01-02", {}, 404, '"code": "day_not_archived"'),
    (f"/v1/trades/{DATE}?after=-1", {}, 400, '"field": "after"'),
    ("/v1/bulletins/latest", {}, 200, f'"date": "{DATE}"'),
    (f"/v1/bulletins/{NEXT}", {}, 404, '"code": "bulletin_unknown"'),
    (f"/v1/reports/month/{DATE}", {}, 200, '"from": "2026-01-01", "to": "2026-01-31"'),
    (f"/v1/reports/year/{DATE}.csv?lang=zh", {}, 200, "成交量"),
    (f"/v1/reports/day/{DATE}.txt?above=70", {}, 200, "Allowances of the national"),
    (f"/v1/reports/day/{DATE}?against={DATE}", {}, 200, f'"against": {{"from": "{DATE}"'),
    (f"/v1/reports/period/{DATE}/{NEXT}?against_from={DATE}", {}, 200, '"to": "9999-12-31"'),
    (f"/v1/reports/period/{NEXT}/{DATE}", {}, 404, '"code": "report_empty"'),
    (f"/v1/bulletins/week/{DATE}", {}, 200, '"span": "week", "from": "2026-01-05"'),
    ("/v1/bulletins/week/2030-01-01", {}, 404, '"code": "report_empty"'),
    ("/v1/reports/decade/2026-01-05", {}, 400, '"field": "span"'),
    ("/v1/files/allowances?limit=3", {}, 200, f"&after={DATE}/bars_1m.csv"),
    ("/v1/files/ccer", {}, 400, '"allowed": ["allowances", "credits"]'),
    (FILES, {}, 200, '"trades.csv": {"table": "trades"'),
    (f"/v1/files/allowances/{NEXT}", {}, 404, '"code": "day_not_archived"'),
    (f"{FILES}/manifest.json", {}, 404, '"code": "file_unknown"'),
    (f"{FILES}/..%2F..", {}, 400, '"field": "file"'),
    ("/v1/openapi.json", {}, 200, '"openapi": "3.1.0"'),
    ("/v1/", {}, 404, '"/v1/days"'),
    ("/v1/files/allowances/2026-01-05/trades.csv/x", {}, 404, '"code": "path_unknown"'),
)


@pytest.mark.parametrize(
    ("path", "headers", "status", "part"), TALK, ids=lambda each: str(each)[:60]
)
def test_a_request_gets_its_response(
    venue: Venue, path: str, headers: dict[str, str], status: int, part: str
) -> None:
    response = venue.ask(path, **headers)
    assert (response.status, part in response.body.decode()) == (status, True), response.body
    assert dict(response.headers)["Access-Control-Allow-Origin"] == "*"
    head = venue.ask(path, "HEAD", **headers)
    assert head.is_head and head.status == status


def test_every_route_has_its_handler() -> None:
    assert HANDLERS.keys() == {route.name for route in ROUTES}


@pytest.mark.parametrize("path", TABLES)
def test_rows_are_the_same_in_every_form(venue: Venue, path: str) -> None:
    rows = json.loads(venue.ask(path).body)["rows"]
    assert rows
    plain = [{name: _text(value) for name, value in row.items()} for row in rows]
    assert csv_rows(venue.ask(path, accept=CSV.media).body) == plain
    parquet = pyarrow.parquet.read_table(io.BytesIO(venue.ask(path, accept=PARQUET.media).body))
    assert [
        {name: _text(value) for name, value in row.items()} for row in parquet.to_pylist()
    ] == plain


@pytest.mark.parametrize("path", TABLES)
@pytest.mark.parametrize("limit", [1, 7])
def test_pages_follow_each_other_without_a_gap(venue: Venue, path: str, limit: int) -> None:
    whole = json.loads(venue.ask(path).body)["rows"]
    join = "&" if "?" in path else "?"
    pages = venue.pages(f"{path}{join}limit={limit}", lambda body: json.loads(body)["rows"])
    assert list(chain.from_iterable(pages)) == whole
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


def file_rows(venue: Venue, table: str) -> list[dict[str, str]]:
    return csv_rows((venue.day / f"{table}.csv").read_bytes())


# The figures are those of the channels and of the archive.


def test_daily_rows_are_those_of_the_archive(venue: Venue) -> None:
    path = f"/v1/days.csv?from={DATE}&to={DATE}"
    found, written = csv_rows(venue.ask(path).body), file_rows(venue, "days")
    assert list(found[0]) == [*written[0], "corrected_on"]
    found = [{name: row[name] for name in written[0]} for row in found]
    assert found == sorted(written, key=lambda row: row["instrument"])
    auction = [row["auction_volume_t"] for row in found]
    assert auction == ["0", "30000", "30000"] and found[0]["block_volume_t"] == "100000"


@pytest.mark.parametrize("code", ["CEA24", "CEA25", "COMCEA"])
def test_bars_of_a_day_are_those_of_the_archive(venue: Venue, code: str) -> None:
    found = csv_rows(venue.ask(f"/v1/bars/{code}/1m.csv?to={DATE}").body)
    written = [row for row in file_rows(venue, "bars_1m") if row["instrument"] == code]
    assert [{**row, "instrument": code} for row in found] == [
        {"date": DATE, **row} for row in written
    ]


@pytest.mark.parametrize("span", ["1m", "15m"])
def test_bars_of_the_running_day_are_those_of_the_channel(venue: Venue, span: str) -> None:
    found = csv_rows(venue.ask(f"/v1/bars/CEA25/{span}.csv?from={NEXT}").body)
    (stream, data) = venue.exchange.feed.board.streams(f"bars_{span}")["CEA25"]
    shown = stream.opening(data).body["data"]["bars"]
    assert [(row["time"], row["close_cny_per_t"], row["volume_t"]) for row in found] == [
        (bar["time"], format_hundredths(bar["close"]), str(bar["volume"])) for bar in shown
    ]


def test_trades_are_those_of_the_archive_and_of_the_channel(venue: Venue) -> None:
    written = file_rows(venue, "trades")
    for method in ("listed", "block"):
        pages = venue.pages(f"/v1/trades/{DATE}.csv?method={method}&limit=9", csv_rows)
        assert list(chain.from_iterable(pages)) == [
            row for row in written if row["method"] == method
        ]
    bodies = [
        each for each in venue.exchange.bodies("trades", "CEA25") if each["data"]["date"] == NEXT
    ]
    assert [
        (int(row["trade"]), int(row["time_ns"]))
        for row in csv_rows(venue.ask(f"/v1/trades/{NEXT}.csv").body)
    ] == [(body["data"]["trade"], body["time_ns"]) for body in bodies]


def test_the_trades_that_were_kept_at_the_close_are_those_of_the_archive(venue: Venue) -> None:
    for method, kept in venue.kept.items():
        assert kept == venue.ask(f"/v1/trades/{DATE}.csv?method={method}").body


def test_trades_that_are_kept_no_more_come_from_the_archive_or_are_refused(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settlement = venue.exchange.feed.settlement
    first = settlement.listed_of(parse_date(DATE)).start + 3
    monkeypatch.setattr(settlement._listed, "first", first)
    path = f"/v1/trades/{DATE}.csv"
    written = [row for row in file_rows(venue, "trades") if row["method"] == "listed"]
    assert csv_rows(venue.ask(path).body) == written
    site = FeedSite(venue.exchange.feed, venue.history, tmp_path, Outside())
    refused, found = asked(site, path), asked(site, f"{path}?after={first - 1}")
    assert refused.status == 404 and f'"allowed": [{first}, null]' in refused.body.decode()
    assert csv_rows(found.body) == written[3:]


def test_pages_of_one_instrument_lead_to_all_its_trades(venue: Venue) -> None:
    path = f"/v1/trades/{DATE}.csv?instrument=CEA24&limit=2"
    written = [row for row in file_rows(venue, "trades") if row["instrument"] == "CEA24"]
    found = list(chain.from_iterable(venue.pages(path, csv_rows)))
    assert found == [row for row in written if row["method"] == "listed"]


@pytest.mark.parametrize(
    ("channel", "instrument"),
    [
        (STATUS, None),
        (DEPTH, "CEA24"),
        (DEPTH, "CEA25"),
        (SUMMARY, "CEA25"),
        (COMPOSITE, None),
        (AUCTIONS, None),
        (BLOCKS, None),
        (ANNOUNCEMENTS, None),
    ],
)
def test_a_snapshot_has_the_numbers_of_the_channel(
    venue: Venue, channel: str, instrument: str | None
) -> None:
    path = f"/v1/{channel}" if instrument is None else f"/v1/{channel}/{instrument}"
    found = json.loads(venue.ask(path).body)
    stream, data = venue.exchange.feed.board.streams(channel)[instrument]
    snapshot = stream.snapshot(data()).body
    assert [found[name] for name in ("channel", "seq", "time_ns")] == [
        snapshot[name] for name in ("channel", "seq", "time_ns")
    ]
    assert leaves(found["data"]) == leaves(snapshot["data"])


def test_a_bulletin_has_the_numbers_that_were_published(venue: Venue) -> None:
    found = json.loads(venue.ask(f"/v1/bulletins/{DATE}").body)
    published = venue.history.bulletin(DATE)
    assert published is not None
    assert leaves(found) == leaves(published)
    assert found["totals"]["day"].keys() == {"volume_t", "amount_cny"}


def test_rows_in_chinese_are_the_same_figures(venue: Venue) -> None:
    rows = csv_rows(venue.ask("/v1/days.csv?instrument=CEA25").body)
    chinese = csv_rows(venue.ask("/v1/days.csv?instrument=CEA25&lang=zh").body)
    (row,), (same,) = rows, chinese
    volume = sum(int(row[f"{method}_volume_t"]) for method in ("listed", "block", "auction"))
    assert (same["收盘价"], same["成交数量"]) == (row["close_cny_per_t"], str(volume))
    moved = float(row["close_cny_per_t"]) - float(row["previous_close_cny_per_t"])
    assert same["涨跌"] == f"{moved:.2f}" and same["涨跌幅"] == row["change_pct"]


def test_imported_rows_come_before_the_venue_s_own_where_they_are_asked_for(venue: Venue) -> None:
    own = json.loads(venue.ask("/v1/days").body)["rows"]
    every = json.loads(venue.ask("/v1/days?imported=true").body)["rows"]
    assert [(row["date"], row["instrument"]) for row in every[:2]] == [
        (IMPORTED, "CEA"),
        (IMPORTED, "COMCEA"),
    ]
    assert every[2:] == own and every[0]["close_cny_per_t"] == "51.23"
    assert every[0]["year_volume_t"] is None and every[0]["first_day"] is None
    second = venue.ask(f"/v1/days?imported=true&limit=1&after={IMPORTED}/CEA")
    assert json.loads(second.body)["rows"] == every[1:2]
    chinese = csv_rows(venue.ask("/v1/days.csv?imported=true&lang=zh&limit=1").body)
    assert chinese[0]["成交数量"] == str(3 * 5123)


def test_a_report_is_a_paper_too(venue: Venue) -> None:
    response = venue.ask(f"/v1/reports/month/{DATE}.pdf?lang=zh")
    assert response.form == "application/pdf" and response.body.startswith(b"%PDF")


# Caching, ranges, methods, rates.


def whole(response: Response) -> bytes:
    """The body, of a file too."""
    if (part := response.part) is None:
        return response.body
    with part.file:
        part.file.seek(part.offset)
        return part.file.read(part.length)


def test_a_file_is_sent_as_it_lies_there(venue: Venue) -> None:
    manifest = json.loads(venue.ask(FILES).body)
    for name, entry in manifest["files"].items():
        response = venue.ask(f"{FILES}/{name}")
        assert hashlib.sha256(whole(response)).hexdigest() == entry["sha256"]
        assert dict(response.headers)["ETag"] == f'"{entry["sha256"]}"'
    assert venue.ask(f"{FILES}/days.csv").form.startswith("text/csv")


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-9", 206, (0, 10)),
        ("bytes=5-", 206, (5, None)),
        ("bytes=-7", 206, (-7, None)),
        ("bytes=10-999999999", 206, (10, None)),
        ("bytes=999999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-3", 200, (0, None)),
        ("bytes=0-1,3-4", 200, (0, None)),
        ("pages=1-2", 200, (0, None)),
        ("bytes=-", 200, (0, None)),
    ],
)
def test_a_range_of_a_file(venue: Venue, asked: str, status: int, span: Any) -> None:
    written = (venue.day / "days.csv").read_bytes()
    response = venue.ask(f"{FILES}/days.csv", range=asked)
    assert response.status == status
    headers = dict(response.headers)
    if status == 416:
        assert headers["Content-Range"] == f"bytes */{len(written)}"
        return
    wanted = written[slice(*span)]
    assert whole(response) == wanted
    if status == 206:
        first = written.index(wanted)
        assert headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(written)}"


def test_if_range_gives_the_part_of_the_same_file_only(venue: Venue) -> None:
    tag = dict(venue.ask(f"{FILES}/days.csv", "HEAD").headers)["ETag"]
    for known, status in ((tag, 206), ('"other"', 200)):
        response = venue.ask(f"{FILES}/days.csv", range="bytes=0-0", if_range=known)
        assert response.status == status
        whole(response)


@pytest.mark.parametrize("path", ["/v1/days", "/v1/days.csv", "/v1/status", f"{FILES}/days.csv"])
def test_who_has_a_response_is_not_sent_it_again(venue: Venue, path: str) -> None:
    first = venue.ask(path)
    whole(first)
    tag = dict(first.headers)["ETag"]
    for known, status in ((tag, 304), (f'W/{tag}, "x"', 304), ("*", 304), ('"x"', 200)):
        response = venue.ask(path, if_none_match=known)
        assert response.status == status
        assert dict(response.headers)["ETag"] == tag
        whole(response)
    sent = venue.ask(path, if_none_match=tag).content(0)
    assert b"Content-Length" not in sent and b"Cache-Control: no-cache" in sent


def test_a_file_that_is_not_what_its_manifest_says_is_not_sent(venue: Venue) -> None:
    path = venue.day / "auctions.csv"
    written = path.read_bytes()
    try:
        path.write_bytes(written + b"x")
        assert venue.ask(f"{FILES}/auctions.csv").status == 404
        path.unlink()
        assert venue.ask(f"{FILES}/auctions.csv").status == 404
    finally:
        path.write_bytes(written)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_another_method_is_not_allowed(venue: Venue, method: str) -> None:
    response = venue.ask("/v1/days", method)
    assert response.status == 405 and ("Allow", "GET, HEAD, OPTIONS") in response.headers


def test_a_page_of_any_origin_may_ask_with_the_headers_of_a_cache(venue: Venue) -> None:
    response = venue.ask("/v1/days", "OPTIONS", origin="https://analyst.example")
    headers = dict(response.headers)
    assert response.status == 204 and "Range" in headers["Access-Control-Allow-Headers"]
    assert venue.ask("/v1/nowhere", "OPTIONS").status == 404


def test_an_address_asks_at_a_rate(venue: Venue) -> None:
    now = [0]
    outside = Outside(monotonic_ns=lambda: now[0])
    site = FeedSite(venue.exchange.feed, venue.history, venue.data, outside)
    other = venue._replace(site=site)
    statuses = [other.ask("/v1/nowhere", peer="192.0.2.1").status for _ in range(AT_ONCE + 1)]
    assert statuses == [404] * AT_ONCE + [429]
    refused = other.ask("/v1/nowhere", peer="192.0.2.1")
    assert ("Retry-After", "1") in refused.headers and b'"retry_after_ms": 1000' in refused.body
    assert other.ask("/v1/nowhere", peer="192.0.2.2").status == 404
    now[0] += 10**9 // PER_S
    assert other.ask("/v1/nowhere", peer="192.0.2.1").status == 404


def test_a_calendar_that_cannot_be_read_is_no_fault(venue: Venue, tmp_path: Any) -> None:
    (tmp_path / "closures.json").write_text("{")
    site = FeedSite(venue.exchange.feed, venue.history, tmp_path, Outside())
    response = venue._replace(site=site).ask("/v1/calendar")
    assert response.status == 503 and b"calendar_malformed" in response.body
