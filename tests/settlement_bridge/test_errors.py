"""One family of errors."""

from __future__ import annotations

from settlement_bridge import errors


def test_every_error_of_this_room_is_of_one_family() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and kind.__module__ == errors.__name__
    ]
    assert len(kinds) > 5
    assert all(issubclass(kind, errors.SettlementError) for kind in kinds)


def test_a_refusal_says_field_value_and_what_is_allowed() -> None:
    refusal = errors.Refusal("cash_insufficient", "amount_fen", 7, 5, "more than there is")
    assert (refusal.field, refusal.value, refusal.allowed) == ("amount_fen", 7, 5)
