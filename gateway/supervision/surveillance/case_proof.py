"""Who did what with a case, proven by the venue's log: every act of staff is a command there, with
the number of the key that asked it, inside the log's hash chain (`ceax log verify`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.commands import CaseAct
from engine.record.terminal import errors_told, log_folder
from gateway.reports.staff_acts import ACCEPTED
from gateway.reports.staff_acts import Act as StaffAct
from gateway.server.acts_on_disk import acts_in
from gateway.supervision.surveillance.case_keys import keys_by_number, who_of
from gateway.supervision.surveillance.case_records import BY_RULE, BY_STAFF, Act, Case

IN_LOG, NOT_IN_LOG = "the venue's log", "nothing: the log has no such act"
MISSING = "the venue's log, but the case lacks it"
BEFORE_KEYS = "nothing: written before acts had keys"
CASE_ACT = "case_act"
Said = tuple[int, int, int, str, str]  # case, time, key, act, words


class Proof(NamedTuple):
    """A line of a case that staff have written, and whether the log has it."""

    case: int
    time_ns: int
    act: str
    who: str
    duties: str
    proven: str
    sound: bool


def proofs(data: Path, cases: Iterable[Case]) -> Iterator[Proof]:
    """Each act of staff on these cases, compared with the log; then those that the cases lack.

    Raises as `acts_in`.
    """
    keys = keys_by_number(data)
    folder = log_folder(data)
    with errors_told(folder):
        acts = [each for each in acts_in(folder, keys.values()) if each.outcome == ACCEPTED]
    said = Counter(map(_said, (each for each in acts if each.act == CASE_ACT)))
    on_accounts = {_place(each): each.operator for each in acts if "account" in each.fields}
    who, found = who_of(data), list(cases)

    def duties(operator: int) -> str:
        entry = keys.get(operator)
        return ", ".join(entry.duties or ("all",)) if entry else ""

    for case in found:
        for line in case.history:
            told = (case.number, line.time_ns, line.operator, str(line.act), line.words)
            operator, name = line.operator, line.who
            if line.act in BY_RULE or (line.act is Act.FREED and line.day):
                continue  # nobody did it: a rule found it, or its day came
            if line.hold:
                operator = on_accounts.get((line.time_ns, line.hold.split()[1]), 0)
                proven, name = operator > 0, who(operator)
            else:
                proven = said[told] > 0
                said[told] -= proven
            where = IN_LOG if proven else NOT_IN_LOG if line.event else BEFORE_KEYS
            said_of = (case.number, line.time_ns, str(line.act), name)
            yield Proof(*said_of, duties(operator), where, proven)
    numbers = {case.number for case in found}
    for (number, time_ns, operator, act, _words), times in said.items():
        if times > 0 and number in numbers:
            yield Proof(number, time_ns, act, who(operator), duties(operator), MISSING, False)


def _place(act: StaffAct) -> tuple[int, str]:
    """When an act on an account was done, and on which."""
    return act.time_ns, str(act.fields["account"])


def _said(act: StaffAct) -> Said:
    """An act on a case as the log has it."""
    fields = act.fields
    what = BY_STAFF[CaseAct[str(fields["act"]).upper()]]
    words = str(fields.get("case_note", ""))
    return int(str(fields["case"])), act.time_ns, act.operator, str(what), words
