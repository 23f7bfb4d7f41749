"""Answers to the operations of the law: what is in force for a year, and rows that are set."""

from __future__ import annotations

from engine.units import format_date
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from settlement_bridge.compliance import carry_over, late
from settlement_bridge.law import Round, VintageRule, kept, words
from settlement_bridge.law.in_force import ON_TIME, VINTAGE_CASES, allowed
from settlement_bridge.law.kept import Signed
from settlement_bridge.office import Fields, Office, signed


async def answer_law(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The law of a year, row by row."""
    law, year = await office.read(kept.law_of), fields["year"]
    found = [line._asdict() for line in words.lines(law, year)]
    return {"year": year, "law": found, "missing": law.missing(year)}


async def answer_law_rows(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """The rows of a topic in the form of its file."""
    law, topic = await office.read(kept.law_of), fields["topic"]
    return {"topic": topic, "rows": kept.as_csv(topic, law.rows(topic))}


async def answer_set_law(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Set rows of the law."""
    given = (fields["topic"], fields["rows"], _setting(office, fields, grant))
    return {"set": await office.do(kept.set_text, *given)}


def _setting(office: Office, fields: Fields, grant: Grant) -> Signed:
    """Who sets rows of the law, and on what ground."""
    who = signed(fields, grant)
    return Signed(who.who, who.role, who.document, office.now_ns())


def _source(fields: Fields, grant: Grant) -> str:
    return str(fields.get("document") or f"set by {grant.key}")


async def answer_set_year(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Set what applies to a year's obligations."""
    factors = await _factors(office, fields)
    terms = (fields["year"], fields["deadline"], fields.get("offset_bp"), factors)
    rows = list(kept.of_a_year(*terms, _source(fields, grant)))
    return {"number": await office.do(kept.keep, rows, _setting(office, fields, grant))}


async def _factors(office: Office, fields: Fields) -> tuple[int, int] | None:
    """The factors of a fine that a request names; where it names one, the other is the law's."""
    if not {"fine_low", "fine_high"} & fields.keys():
        return None
    found = late.multiple_of(await office.read(kept.law_of), fields["year"])
    least, most = (found.low // 100, found.high // 100) if found else (1, 1)
    low = int(fields.get("fine_low", least))
    high = int(fields.get("fine_high", max(most, low) if found is None else most))
    if low > high:
        rule = "the lower fine is above the higher"
        raise RequestError("fines_crossed", rule, field="fine_low", value=low, allowed=high)
    return low, high


async def answer_vintages(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """Which vintages pay for which year."""
    law = await office.read(kept.law_of)
    found = law.rows("vintages")
    if "year" in fields:
        about = law.about("vintages", fields["year"])
        found = sorted(about, key=lambda rule: (rule.arrears, rule.from_day))
    return {"vintages": [_vintage_row(rule) for rule in found]}


async def answer_set_vintages(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Set which vintages pay for a year."""
    rule = VintageRule(
        fields["year"],
        fields.get("last_year") or fields["year"],
        bool(fields.get("case", VINTAGE_CASES[ON_TIME])),
        fields.get("from_date") or 0,
        fields["first_vintage"],
        fields["last_vintage"],
        fields["document"],
    )
    ends = (("last_year", rule.first_year, rule.last_year), ("last_vintage", *rule[4:6]))
    for field, first, last in ends:
        if last < first:
            message = "the last is before the first"
            raise RequestError(
                "field_out_of_range", message, field=field, value=last, allowed=first
            )
    given = ([("vintages", rule)], _setting(office, fields, grant))
    return {"number": await office.do(kept.keep, *given)}


async def answer_set_carry_over(office: Office, fields: Fields, grant: Grant) -> Fields:
    """Open a round of carry-over."""
    year, ends = fields["year"], (fields["sold_from"], fields["sold_to"])
    old = (fields.get("first_vintage", 2020), fields.get("last_vintage", year - 1))
    factor = (fields.get("numerator", 3), fields.get("denominator", 2))
    until = fields.get("apply_until", 0)
    whole = (year, year, fields["instrument"].decode(), *ends, *old, *factor, until, ())
    bases = (fields.get("base_power", 10_000), fields.get("base_other", 100_000))
    given = (Round(*whole, _source(fields, grant)), bases, _setting(office, fields, grant))
    return {"number": await office.do(carry_over.set_round, *given)}


def _vintage_row(rule: VintageRule) -> Fields:
    """A row of the vintages that pay for a year."""
    case = next(name for name, arrears in VINTAGE_CASES.items() if arrears == rule.arrears)
    row = {name: value for name, value in rule._asdict().items() if name != "arrears"}
    days = {"from_date": format_date(row.pop("from_day")) or None}
    return row | days | {"case": case, "vintages": allowed(rule)}
