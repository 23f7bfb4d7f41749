"""Operations on certificates of compliance (履约完成证明) that were issued."""

from __future__ import annotations

from gateway.protocol.codes import Code
from gateway.protocol.fields import number
from gateway.protocol.maps import Field, may, must
from gateway.protocol.shapes import Nullable
from gateway.protocol.values import COUNT, TIME_NS, record, rows
from settlement_bridge.operations.fields import (
    AFTER,
    OWN,
    STAFF,
    any_account,
    entity,
    question,
)
from settlement_bridge.operations.replies import NEXT, NUMBER, TEXT, YEAR
from settlement_bridge.operations.reports import STATED

ROWS = (
    question(
        "certificates",
        "Certificates of compliance of an entity, or of all.",
        OWN + STAFF,
        may(account=any_account, entity=entity) | AFTER,
        record(
            certificates=rows(
                number=NUMBER,
                entity=COUNT,
                year=YEAR,
                time_ns=TIME_NS,
                who=TEXT,
                code=Nullable(TEXT, "issued before codes were kept"),
            ),
            next=NEXT,
        ),
    ),
    question(
        "certificate_file",
        "A certificate of compliance as a PDF file.",
        OWN + STAFF,
        must(number=number) | may(account=any_account),
        record(certificate=STATED, code=TEXT, pdf=Field(TEXT, "the file, in base64")),
    ),
)
REASONS: dict[str, Code] = {
    "certificate_not_kept": Code(
        "it was issued before the registry kept codes", "Have the certificate issued again."
    ),
}
