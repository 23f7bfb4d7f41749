"""The codes of what the registry refuses, beside those that all servers have
(`gateway.protocol.codes`) and the exchange's own reasons, which transfers pass on.
"""

from __future__ import annotations

from gateway.protocol.codes import Code, Passing

_UNITS = {
    "account_unknown": Code("the registry has no such account"),
    "account_exists": Code("the account is open already"),
    "account_suspended": Code("the account or its entity is suspended"),
    "account_closed": Code("the account or its entity is closed"),
    "account_not_empty": Code("an account that holds something is not closed"),
    "account_same": Code("from one account to another: these are the same"),
    "entity_unknown": Code("the registry has no such entity"),
    "entity_exists": Code("the entity is in the register already"),
    "entity_closed": Code("the entity is closed"),
    "entity_not_empty": Code("an entity whose accounts hold something is not closed"),
    "cash_insufficient": Code("the account has less cash there; `allowed` says how much"),
    "units_insufficient": Code("the account has fewer units there; `allowed` says how many"),
    "amount_too_large": Code("the registry would hold more than its numbers can count"),
    "window_closed": Code("a transfer outside its hours; `allowed` says them"),
    "serial_unknown": Code(
        "no such tonne, or of another year or province: `allowed` says the right number, or which"
        " were issued"
    ),
    "units_frozen": Code("units named by number are frozen; `value`: their numbers"),
    "units_elsewhere": Code(
        "units named by number are not where this act takes them from; the message names their"
        " holders, `allowed` where the act takes units"
    ),
    "too_many_blocks": Code("the units named lie in too many blocks: name fewer at once"),
    "field_beside_serials": Code("a field that cannot be given beside `serials`"),
    "instrument_unknown": Code("units of it may not be issued; `allowed`: those that are open"),
    "instrument_exists": Code("units of it may be issued already"),
    "too_many_instruments": Code("as many instruments are open as there may be"),
    "year_missing": Code("the code has no year: name that of the serial numbers"),
    "year_differs": Code("units of this instrument are of another year"),
}
_EVENTS = {
    "event_unknown": Code("no such event, or none that somebody asked for"),
    "event_not_reversible": Code("an event of this kind is not taken back"),
    "event_reversed": Code("the event has been taken back"),
    "units_moved_on": Code("the units are not where the event put them"),
    "client_reference_taken": Code("the reference was used for another request"),
    "file_malformed": Code("a file's form; `field` names the line and column"),
    "file_incomplete": Code("the file has not been uploaded to its end"),
    "file_too_large": Code("the file is larger than a file may be"),
    "upload_out_of_order": Code("this part does not follow the one before"),
    "file_taken_before": Code("the same rows were taken under another reference; see `again`"),
    "reference_taken_before": Code("the reference was used for other rows"),
    "too_many_rules": Code("as many rules are set as there may be"),
    "rule_of_the_venue": Code("this rule is the same for every entity"),
    "date_unknown": Code("no trade and no close of that day is known"),
    "out_of_range": Code("a place that no `next` has given"),
}
_COMPLIANCE = {
    "vintage_not_eligible": Code("units of it do not pay for that year; `allowed`: the codes"),
    "vintages_unknown": Code("which vintages pay for that year is not known"),
    "obligation_unknown": Code("the entity has no obligation for this year"),
    "obligation_exists": Code("the file names an obligation that is there; see `correction`"),
    "obligation_outstanding": Code("something is still owed"),
    "more_than_outstanding": Code("more than is owed"),
    "offset_over_share": Code("credits may pay no more than their share"),
    "fines_crossed": Code("the lower fine is above the higher"),
    "no_carry_over": Code("there is no round of carry-over into this year"),
    "not_carried_over": Code("units of this code are not carried over"),
    "more_than_carried_over": Code("more than may be carried over"),
    "sector_takes_no_part": Code("the entity's sector takes no part in carry-over"),
    "request_unknown": Code("no such request for carry-over"),
    "request_ended": Code("the request was granted or given back"),
    "deadline_unknown": Code("the year has no deadline yet"),
    "no_trades": Code("there were no trades in the month before the deadline"),
    "code_malformed": Code("the text is no certificate's code"),
    "signature_wrong": Code("at log-on, or of a certificate: it was not signed by this key"),
    "certificate_unknown": Code("the registry has issued no such certificate"),
    "certificate_void": Code("the certificate holds no longer"),
}
_SETTLEMENT = {
    "default_unknown": Code("no such default"),
    "default_ended": Code("the default has been decided"),
    "deadline_not_passed": Code("the default may still be made good; `allowed`: until when, ns"),
    "more_than_claimed": Code("more than the reserve claims"),
    "day_not_held": Code("the day does not wait for objections"),
    "objection_late": Code("trading has opened again; the result is accepted"),
    "objection_unknown": Code("no such objection"),
    "objection_answered": Code("the objection has been answered"),
    "result_not_out": Code("the day is not delivered yet"),
    "trade_unknown": Code("no such trade of that day, or of that account"),
    "trade_not_reversible": Code("the exchange has taken the trade's day as settled"),
    "nothing_to_reverse": Code("an objection to a whole day names no trade: name an event"),
    "exchange_not_asked": Code(
        "whether registry and exchange know the same history is not known yet", Passing.AGAIN
    ),
    "registry_behind": Code("the exchange knows more than the registry: see `catch_up`"),
    "exchange_behind": Code("the registry knows more than the exchange"),
    "registry_differs": Code("registry and exchange contradict each other"),
    "exchange_away": Code(
        "the exchange did not answer; a transfer is queued, `value` is its reference", Passing.ASK
    ),
}
_BANK = {
    "bank_file_only": Code("cash moves by files of the bank alone (`direct_cash` is 0)"),
    "bank_reference_taken_before": Code("a line of the bank was taken before"),
    "line_not_in_suspense": Code("no such line, or its money is not in suspense"),
    "payee_unknown": Code("no bank account is known to which to pay"),
    "payment_unknown": Code("no such payment"),
    "payment_not_requested": Code("the payment has been sent or given up"),
    "payment_differs": Code("the bank's answer is about another amount"),
    "payment_answered": Code("the bank has answered the payment before"),
    "nothing_to_pay": Code("no payment is requested"),
    "file_unknown": Code("no such payment file"),
    "cash_of_sales_not_yet_withdrawable": Code("money of sales waits for its trading days"),
    "no_representative": Code("nobody has rights for this entity"),
    "right_missing": Code("the key has not the right that this asks for"),
    "key_differs": Code("the key is not the one that was given rights"),
    "key_not_of_entity": Code("no such key with an account of that entity"),
    "mandate_not_valid": Code("the rights hold on other days"),
    "too_many_mandates": Code("as many rights are given as there may be"),
    "approval_needed": Code("a second representative has to agree; `value`: the proposal, kept"),
    "same_representative": Code("another representative has to approve"),
    "proposal_unknown": Code("no such proposal"),
    "proposal_decided": Code("the proposal has been decided"),
    "proposal_too_long": Code("the request is too long to be kept as a proposal"),
    "too_many_proposals": Code("as many proposals wait as there may be"),
}
OF_REGISTRY: dict[str, Code] = _UNITS | _EVENTS | _COMPLIANCE | _SETTLEMENT | _BANK
