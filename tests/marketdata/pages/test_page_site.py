"""What is answered for the pages: documents that load and reach the venue's own alone, files that
are kept for ever, words in both languages, colours that people can tell apart.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from engine.commands import AuctionState, CaseAct, Measure, Method, Phase, Side, TimeInForce
from gateway.client.endpoints import Endpoints, write_endpoints
from gateway.protocol.fields import words
from gateway.protocol.http import respond
from gateway.protocol.http_head import Head
from gateway.protocol.key_table import DUTIES, ROLES
from gateway.protocol.table import cases
from marketdata.pages import assets as assets_module
from marketdata.pages.assets import BROWSER, PARTS, SDK, STAMP, assets
from marketdata.pages.dictionary import chinese_of_tables, dictionary, module
from marketdata.pages.site import FOR_EVER, PageSite
from marketdata.pages.table import ROWS
from marketdata.published.periods import SPANS as REPORT_SPANS
from marketdata.spans import SPANS

MODULES = sorted(BROWSER.rglob("*.mjs"))
IMPORTS = re.compile(r'(?:from|import) "([^"]+)"')
BEGUN = re.compile(r"\bt\(`(\w+_)\$\{")  # a key of several, as t(`tab_${name}`)
USED = re.compile(r'\bt\(\s*"(\w+)"')
LANGUAGE = re.compile(r'^  "?(\w+)"?: \[\s*"([^"]+)",\s*"([^"]+)",?\s*\],', re.MULTILINE)
UNTRANSLATED_MAX = 20  # reasons and the like that are shown in English for a while
AA, AA_LARGE = 4.5, 3.0  # of WCAG 2.2: text, and what is no text
PAPERS = ("paper", "panel")
INKS = ("ink", "quiet", "accent", "up", "down", "warn")
ON = (("on-accent", "accent"), ("up", "bad-paper"), ("down", "good-paper"), ("warn", "warn-paper"))


def ask(site: PageSite, path: str, method: str = "GET", **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.respond(Head(method, path, 1, named), "")


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of parts that are no programs, in the place of npm's."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in ("preact.mjs", "hooks.mjs", "htm.mjs", "charts.mjs"):
        (folder / name).write_text(f"// {name}\n")
    (folder / STAMP).write_text("a lock")
    monkeypatch.setattr(assets_module, "PARTS", folder)
    assets.cache_clear()
    yield folder
    assets.cache_clear()


@pytest.fixture
def site(parts: Path, tmp_path: Path) -> PageSite:
    """The site of a venue whose gateway and registry are known."""
    urls = Endpoints(gateway="wss://venue.example:9101", registry="wss://venue.example:9103")
    write_endpoints(tmp_path, urls)
    return PageSite(tmp_path)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_a_document_loads_and_reaches_the_venues_own_alone(site: PageSite, row) -> None:
    response = respond(site.documents(), "GET", row.path, {"host": "venue.example:9102"})
    assert (response.status, response.cache) == (HTTPStatus.OK, "no-cache")
    policy = dict(response.headers)["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    (reached,) = re.findall("connect-src ([^;]+)", policy)
    assert reached.split() == [
        "'self'",
        "ws://venue.example:9102",
        "wss://venue.example:9102",
        "wss://venue.example:9101",
        "wss://venue.example:9103",
    ]
    assert "unsafe" not in policy
    text = response.body.decode()
    loaded = re.findall('(?:href|src)="(/[^"]*)"', text)
    assert f"{row.folder}/page.mjs" in loaded[-1]
    for address in loaded:
        assert ask(site, address).status == HTTPStatus.OK, address
    for script in re.findall("<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize(
    ("host", "gateway"),
    [
        ("localhost:9102", "ws://localhost:9101"),
        ("10.0.0.7:9102", "ws://10.0.0.7:9101"),
        ("[::1]:9102", "ws://[::1]:9101"),
        ("not a host", "ws://127.0.0.1:9101"),
    ],
)
def test_servers_on_the_feeds_computer_have_the_name_that_the_browser_calls(
    parts: Path, tmp_path: Path, host: str, gateway: str
) -> None:
    write_endpoints(tmp_path, Endpoints(gateway="ws://127.0.0.1:9101", registry="wss://far:9103"))
    response = respond(PageSite(tmp_path).documents(), "GET", "/", {"host": host})
    (venue,) = re.findall('id="venue">(.*)</script>', response.body.decode())
    assert json.loads(venue)["servers"] == {"gateway": gateway, "registry": "wss://far:9103"}
    assert f" {gateway} wss://far:9103" in dict(response.headers)["Content-Security-Policy"]


def test_a_strangers_host_is_not_repeated(site: PageSite) -> None:
    for host in ("evil.example; script-src *", "a b", "", "[::1]x", "é"):
        response = respond(site.documents(), "GET", "/", {"host": host})
        policy = dict(response.headers)["Content-Security-Policy"]
        assert "connect-src 'self' wss://venue.example:9101" in policy


def test_what_endpoints_name_cannot_end_the_script(parts: Path, tmp_path: Path) -> None:
    write_endpoints(tmp_path, Endpoints(gateway="ws://</script><b>"))
    text = respond(PageSite(tmp_path).documents(), "GET", "/", {}).body.decode()
    assert "</script><b>" not in text
    (venue,) = re.findall('id="venue">(.*)</script>', text)
    assert json.loads(venue)["servers"]["gateway"] == "ws://</script><b>"


def test_a_feed_that_knows_no_other_server_shows_its_pages(parts: Path, tmp_path: Path) -> None:
    response = respond(PageSite(tmp_path / "none").documents(), "GET", "/", {})
    assert response.status == HTTPStatus.OK
    assert '"gateway": ""' in response.body.decode()


def test_files_are_kept_for_ever_and_come_as_gzip(site: PageSite) -> None:
    address = assets().address("ground/ground.css")
    plain, packed = ask(site, address), ask(site, address, accept_encoding="br, gzip")
    assert (
        plain.body == gzip.decompress(packed.body) == (BROWSER / "ground/ground.css").read_bytes()
    )
    assert (plain.cache, plain.form) == (FOR_EVER, "text/css; charset=utf-8")
    assert ("Content-Encoding", "gzip") in packed.headers
    assert ask(site, address, "HEAD").is_head
    assert ask(site, address, "POST").status == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "path",
    [
        "/pages/",
        "/pages/0000000000000000/ground/ground.css",
        "/pages/../keys.json",
        "{}../../table.py",
        "{}ground/",
    ],
)
def test_nothing_else_is_there(site: PageSite, path: str) -> None:
    assert ask(site, path.replace("{}", assets().prefix)).status == HTTPStatus.NOT_FOUND


def test_another_part_is_at_another_address(site: PageSite, parts: Path) -> None:
    before = assets().prefix
    (parts / "htm.mjs").write_text("// a later one\n")
    assets.cache_clear()
    assert assets().prefix != before


def test_without_the_parts_the_pages_say_how_to_get_them(site: PageSite, parts: Path) -> None:
    (parts / STAMP).unlink()
    assets.cache_clear()
    for response in (respond(site.documents(), "GET", "/", {}), ask(site, "/pages/x/htm.mjs")):
        assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert b"pip install" in response.body


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(BROWSER).as_posix())
def test_a_module_imports_what_there_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// @ts-check\n/**")
    for target in IMPORTS.findall(text):
        found = (path.parent / target).resolve()
        for folder, place in (("sdk", SDK), ("parts", PARTS)):
            if found.parent == BROWSER / folder:
                found = place / found.name
        if found.parent != PARTS and found not in (BROWSER / "words.mjs", BROWSER / "acts.mjs"):
            assert found.is_file(), target


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_every_word_of_a_page_is_used_and_in_both_languages(row) -> None:
    shared = {name: words_of(name) for name in ("ground", *(["keyed"] if row.is_keyed else []))}
    own, known = words_of(row.folder), set[str]()
    for folder, said in (shared | {row.folder: own}).items():
        assert not known & said.keys()
        known |= said.keys()
        assert used_in(folder) <= known
    for name in own:
        assert mentioned(row.folder, name), f"no module of {row.folder} uses the word {name}"


def words_of(folder: str) -> dict[str, tuple[str, str]]:
    """The words of a folder of the pages."""
    text = (BROWSER / folder / "words.mjs").read_text(encoding="utf-8")
    found = {key: (zh, en) for key, zh, en in LANGUAGE.findall(text)}
    assert len(found) == len(re.findall(r"^  \"?\w+\"?: \[", text, re.MULTILINE))
    return found


def used_in(folder: str) -> set[str]:
    """The keys that modules of a folder name."""
    texts = (path.read_text(encoding="utf-8") for path in (BROWSER / folder).glob("*.mjs"))
    return {key for text in texts for key in USED.findall(text)}


def mentioned(folder: str, key: str) -> bool:
    """Whether a module names a key, be it in a list of them or by its first part."""
    paths = (each for each in (BROWSER / folder).glob("*.mjs") if each.name != "words.mjs")
    quoted = re.compile(rf'"{key}"|^  {key}:', re.MULTILINE)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    begun = {begin for text in texts for begin in BEGUN.findall(text)}
    return any(map(quoted.search, texts)) or key.startswith(tuple(begun))


VALUES = {
    "phases": words(Phase),
    "sides": words(Side),
    "methods": words(Method),
    "times_in_force": words(TimeInForce),
    "roles": ROLES,
    "duties": DUTIES,
    "auction_states": {*words(AuctionState), "stopped"} - {"none"},
    "spans": {*SPANS, *REPORT_SPANS},
    "case_states": cases.STATES,
    "case_lines": cases.LINES,
    "case_acts": words(CaseAct),
    "measures": words(Measure),
}


@pytest.mark.parametrize("table", VALUES)
def test_every_value_of_the_protocol_has_words(table: str) -> None:
    assert set(dictionary()[table]) == set(VALUES[table])


@pytest.mark.parametrize("table", ["refusals", "parameters", "account_limits"])
def test_reasons_and_parameters_are_also_in_chinese(table: str) -> None:
    known, chinese = dictionary()[table], chinese_of_tables()[table]
    assert chinese.keys() <= known.keys(), "there is no such reason, parameter or limit any more"
    missing = known.keys() - chinese.keys()
    assert len(missing) <= UNTRANSLATED_MAX, f"refusals.toml lacks {sorted(missing)}"


def test_the_dictionary_has_a_chinese_and_an_english_word_of_each_value() -> None:
    for table, pairs in dictionary().items():
        for zh, en in pairs.values():
            assert en, table
            assert zh or table in chinese_of_tables(), table
    assert json.loads(module().partition("TABLES = ")[2].partition(";\n")[0])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_can_be_told_apart(theme: str) -> None:
    colours = colours_of(theme)
    pairs = [(ink, paper) for paper in PAPERS for ink in INKS]
    for ink, paper in (*pairs, *ON):
        assert contrast(colours[ink], colours[paper]) >= AA, (ink, paper)
    assert contrast(colours["line"], colours["ink"]) >= AA_LARGE


def colours_of(theme: str) -> dict[str, str]:
    """The colours of a theme by name."""
    text = (BROWSER / "ground/ground.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root(?:\[data-theme=\"dark\"\])? \{(.*?)\}", text, re.DOTALL)[:2]
    return dict(re.findall(r"--([\w-]+): (#\w{6})", light if theme == "light" else dark))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
