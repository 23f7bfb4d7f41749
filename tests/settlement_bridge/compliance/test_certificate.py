"""The certificate's code proves itself, and its PDF carries it."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from settlement_bridge.books import events
from settlement_bridge.compliance import allowances, certificate, completion
from settlement_bridge.compliance.certificate import SIGNED, Statement
from settlement_bridge.compliance.certificate_page import code_in_pdf, draw, facts
from settlement_bridge.compliance.completion import Issued
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.compliance.conftest import DATE, LIN

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
STATEMENT = Statement(
    7,
    "ceax",
    1,
    "汉江电力有限公司",
    "91420000TEST000001",
    2024,
    5_000_000,
    4_750_000,
    250_000,
    20_251_231,
)


def code(statement: Statement = STATEMENT) -> str:
    text = certificate.signed_text(statement)
    return certificate.code_of(text, KEY.sign(SIGNED + text))


def test_a_code_gives_back_what_was_signed() -> None:
    assert certificate.verify(code(), PUBLIC) == STATEMENT


def test_a_code_is_good_by_a_key_that_the_registry_had_before() -> None:
    assert certificate.verify_by_one(code(), ["0" * 64, PUBLIC], certificate.verify) == (
        PUBLIC,
        STATEMENT,
    )
    key, refused = certificate.verify_by_one(code(), ["1" * 64, "0" * 64], certificate.verify)
    assert key == "1" * 64 and isinstance(refused, Refusal)


@pytest.mark.parametrize("place", [8, 60, 200, -3])
def test_a_code_with_one_character_changed_is_refused(place: int) -> None:
    good = code()
    changed = "A" if good[place] != "A" else "B"
    forged = good[:place] + changed + (good[place + 1 :] if place != -1 else "")
    result = certificate.verify(forged, PUBLIC)
    assert isinstance(result, Refusal)
    assert result.code == "signature_wrong"


@pytest.mark.parametrize(
    "text", ["", "CEAX1", "CEAX1.x.y", "CEAX2" + code()[5:], code() + "A", code().replace(".", ",")]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    result = certificate.verify(text, PUBLIC)
    assert isinstance(result, Refusal)
    assert result.code == "code_malformed"


def test_another_registrys_signature_is_refused() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert isinstance(certificate.verify(code(), other), Refusal)


@pytest.mark.parametrize("key", ["", "zz", "ab", "ab" * 33, "g" * 64])
def test_what_is_no_public_key_is_refused(key: str) -> None:
    result = certificate.verify(code(), key)
    assert isinstance(result, Refusal)
    assert (result.code, result.field) == ("public_key_malformed", "public_key")


def test_a_certificate_of_before_the_first_day_has_a_page_too() -> None:
    early = STATEMENT._replace(date=0)
    assert code_in_pdf(draw(early, code(early))) == code(early)
    assert ("签发日期 Issued", "-") in facts(early)


def test_the_page_carries_the_code() -> None:
    page = draw(STATEMENT, code())
    assert code_in_pdf(page) == code()
    assert draw(STATEMENT, code()) == page


@pytest.mark.parametrize(("file", "why"), [(b"", "not_a_pdf"), (b"%PDF-1.4 nothing", "not_a_pdf")])
def test_another_file_is_refused(file: bytes, why: str) -> None:
    result = code_in_pdf(file)
    assert isinstance(result, Refusal)
    assert result.code == why


def certify(registry: Registry, entity: int) -> Issued | Refusal:
    return registry.write(
        completion.issue, entity, 2024, "ceax", KEY.sign, LIN, DATE, registry.now_ns()
    )


def test_who_has_fulfilled_gets_one_and_it_stands_until_a_surrender_is_taken_back(
    owing: Registry,
) -> None:
    refused = certify(owing, 1)
    assert isinstance(refused, Refusal)
    assert refused.code == "obligation_outstanding"
    event = owing.write(allowances.surrender, 1, "CEA24", 1_000, 2024, LIN, DATE, owing.now_ns())
    assert isinstance(event, int)
    issued = certify(owing, 1)
    assert isinstance(issued, Issued)
    assert (issued.statement.surrendered, issued.statement.number) == (1_000, 1)
    assert owing.read(completion.standing, issued.code, issued.statement) is None
    unknown = owing.read(completion.standing, code(), STATEMENT)
    assert unknown is not None
    assert unknown.code == "certificate_unknown"
    owing.write(events.reverse, event, LIN, DATE, owing.now_ns())
    void = owing.read(completion.standing, issued.code, issued.statement)
    assert void is not None
    assert void.code == "certificate_void"
