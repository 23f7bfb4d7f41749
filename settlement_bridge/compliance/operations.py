"""The operations of compliance: who may ask which, with which fields."""

from __future__ import annotations

from engine.units import UNITS_MAX
from gateway.protocol.fields import account, boolean, code, date
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.books.serials import YEARS
from settlement_bridge.books.vintages import CASES
from settlement_bridge.client import WAIT_MAX_MS
from settlement_bridge.compliance.certificate import CODE, PREFIX
from settlement_bridge.compliance.rules import BASIS_POINTS
from settlement_bridge.fields import (
    AGAIN,
    ALL,
    GROUND,
    MEMBER,
    OPERATOR,
    OWN,
    STAFF,
    Table,
    any_account,
    digest,
    document,
    entity,
    matching,
)
from settlement_bridge.records import PAGE_MAX

TIMES_MAX = 1_000
PARTS_MAX = 1_000_000

_year = Integer(YEARS.start, YEARS.stop - 1)
_YEAR = must(year=_year)
_ACCOUNT = may(account=any_account)
_UNITS = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX))
_REQUEST = must(request=Integer(1, 2**63 - 1))
_ENTITY = may(account=any_account, entity=entity)
_PART = Integer(1, PARTS_MAX)

TABLE: Table = {
    "set_year": (
        OPERATOR,
        _YEAR
        | must(deadline=date)
        | may(
            offset_bp=Integer(0, BASIS_POINTS),
            fine_low=Integer(1, TIMES_MAX),
            fine_high=Integer(1, TIMES_MAX),
        ),
    ),
    "emissions_file": (
        OPERATOR,
        must(digest=digest, reference=document) | may(correction=boolean) | AGAIN | GROUND,
    ),
    "position": (OWN + STAFF, _YEAR | _ENTITY),
    "positions": (STAFF, _YEAR | may(after=any_account)),
    "surrender": (MEMBER + OPERATOR, _UNITS | _YEAR | GROUND),
    "vintages": (OWN + STAFF, may(year=_year) | _ACCOUNT),
    "set_vintages": (
        OPERATOR,
        _YEAR
        | must(first_vintage=_year, last_vintage=_year, document=document)
        | may(
            last_year=_year,
            case=Choice({name: int(late) for name, late in CASES.items()}),
            from_date=date,
        ),
    ),
    "set_carry_over": (
        OPERATOR,
        _YEAR
        | must(instrument=code, sold_from=date, sold_to=date)
        | may(
            base_power=Integer(0, UNITS_MAX),
            base_other=Integer(0, UNITS_MAX),
            numerator=_PART,
            denominator=_PART,
        ),
    ),
    "carry_over_room": (OWN + STAFF, _YEAR | _ENTITY),
    "request_carry_over": (MEMBER + OPERATOR, _UNITS | _YEAR | GROUND),
    "grant_carry_over": (OPERATOR, _REQUEST | GROUND),
    "release_carry_over": (OPERATOR, _REQUEST | GROUND),
    "completion": (STAFF, _YEAR),
    "late": (STAFF, _YEAR | may(all_methods=boolean)),
    "assess_alerts": (OPERATOR, {}),
    "alerts": (
        STAFF,
        may(
            after=Integer(0, 2**63 - 1), wait_ms=Integer(0, WAIT_MAX_MS), limit=Integer(1, PAGE_MAX)
        ),
    ),
    "follow_alerts": (STAFF, may(after=Integer(0, 2**63 - 1))),
    "certify": (OPERATOR, _YEAR | must(entity=entity) | GROUND),
    "verify_certificate": (ALL, must(code=matching(CODE.pattern, f"{PREFIX}.STATEMENT.SIGNATURE"))),
}
