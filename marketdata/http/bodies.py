"""What the documents of reports, bulletins of a span and manifests say."""

from __future__ import annotations

from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.shapes import Anything, ListOf, Nullable
from gateway.protocol.texts import Line, Word
from gateway.protocol.values import COUNT, DATE, FEN, PRICE, TEXT, TONNES, record
from marketdata.bulletin_words import SPANS
from marketdata.messages import BULLETIN_DATA, DAY_ROW, DAY_TEXT_MAX

_FIGURE = record(
    figure=TEXT,
    instrument=Nullable(TEXT),
    method=Nullable(TEXT),
    value=Anything("integer of the unit, or null"),
    unit=TEXT,
    date=Nullable(DATE),
    against=Anything("integer of the unit, or null"),
    growth_pct=Nullable(TEXT),
)
_ERRATUM = record(
    date=DATE,
    instrument=TEXT,
    published=Field(DATE, "the day of the correction"),
    sha256=Field(TEXT, "of the file that it is from"),
    line=COUNT,
    figures=Anything("by name: as first published, and as it counts"),
)
REPORT = Record(
    must(market=TEXT, **{"from": DATE}, to=DATE, first_day=DATE, last_day=DATE)
    | must(against=Nullable(record(**{"from": DATE}, to=DATE)))
    | must(figures=ListOf(_FIGURE, "figures"), errata=ListOf(_ERRATUM, "corrections"))
)
MANIFEST = record(
    format=COUNT, venue=TEXT, market=TEXT, date=DATE, files=Anything("file names to their entries")
)
_TOTAL = Nullable(record(volume=TONNES, amount_fen=FEN), "where it is not known")
_MEAN = Nullable(PRICE, "nothing was traded")
_MEANS = record(
    all=Field(_MEAN, "of the span"),
    year=Field(_MEAN, "of the year so far"),
    cumulative=Field(_MEAN, "since the market began"),
)
_NOT_OF_SPANS = ("first_day", "year_volume", "year_amount_fen")
_OF_SPAN = {
    name: Field(Nullable(field.read), field.help) if name.startswith("cumulative") else field
    for name, field in DAY_ROW.items()
    if name not in _NOT_OF_SPANS
}
BULLETIN_OF_SPAN = Record(
    must(market=TEXT, span=Word(*SPANS))
    | must(**{"from": Field(DATE, "its first trading day")}, date=Field(DATE, "its last one"))
    | must(composite=BULLETIN_DATA.fields["composite"])
    | must(totals=Record(must(all=_TOTAL, year=_TOTAL, cumulative=_TOTAL)))
    | must(instruments=ListOf(Record(_OF_SPAN), "maps"), errata=ListOf(_ERRATUM, "corrections"))
    | must(text_zh=Line(DAY_TEXT_MAX), text_en=Line(DAY_TEXT_MAX))
    | may(means=Field(_MEANS, "of credits alone"))
    | {name: BULLETIN_DATA.fields[name] for name in ("by_method", "by_kind")}
)
