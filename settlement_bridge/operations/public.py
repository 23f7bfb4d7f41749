"""Operations that anybody may ask, also without log-on: whether a certificate holds, and which
units are cancelled. The completion of a year is another one.
"""

from __future__ import annotations

from gateway.protocol.fields import code, number
from gateway.protocol.maps import Field, may
from gateway.protocol.shapes import Nullable
from gateway.protocol.values import BOOLEAN, COUNT, TONNES, record, rows
from settlement_bridge.operations.fields import EVERYONE, YEAR, count, entity, matching, question
from settlement_bridge.operations.replies import INSTRUMENT, TEXT
from settlement_bridge.operations.reports import CERTIFICATE, CODE, STATED

PUBLIC_PAGE_MAX = 100  # rows of one answer

ROWS = (
    question(
        "check_certificate",
        "Whether a certificate is the registry's and holds: its code, or number, entity and year as"
        " they are printed.",
        EVERYONE,
        may(
            code=Field(matching(CODE, f"{CERTIFICATE}.STATEMENT.SIGNATURE"), "its code"),
            number=Field(number, "its number; without the code all three"),
            entity=Field(entity, "whose it is"),
            year=Field(YEAR, "year of the obligation"),
        ),
        record(
            signed=Nullable(BOOLEAN, "asked without the code"),
            issued=Field(BOOLEAN, "it is one of those that the registry has issued"),
            holds=Field(BOOLEAN, "nothing has become due again since"),
            certificate=Nullable(STATED, "not signed by the registry, or asked without the code"),
        ),
    ),
    question(
        "cancelled_units",
        "Units that are cancelled for ever (注销), by serial number.",
        EVERYONE,
        may(
            instrument=Field(code, "only of this one"),
            after_instrument=Field(code, "as `next` of the page before"),
            after=Field(count, "as `next` of the page before"),
        ),
        record(
            totals=Field(rows(instrument=INSTRUMENT, quantity=TONNES), "by instrument"),
            units=rows(instrument=INSTRUMENT, quantity=TONNES, first_serial=TEXT, last_serial=TEXT),
            next=Nullable(record(after_instrument=INSTRUMENT, after=COUNT), "on the last page"),
        ),
    ),
)
