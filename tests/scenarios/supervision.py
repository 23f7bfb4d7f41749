"""The lines about limits, kills and the passing of time; language.py explains the others.

CEA25 has maximum_holding 50 the default of everyone, a parameter; `large_holder_bp 8000` likewise
Alice may have maximum_holding 80 CEA25 a limit of her own, by its name in AccountLimit; money with
decimals Alice may have order_rate default the default again everyone may have order_value 500.00 a
default Alice kills Alice | operator 7 also `exchange kills ...`, `releases`; of whom the key is:
`operator 7 of Bob` Alice kills Alice and log-on refuses log-on as well; also of an operator Alice
releases Alice by operator 7 the key that asks; also of an operator Alice kills operators 1 to 16
one after another 1500 ms later command time goes on
"""

from __future__ import annotations

from engine.commands import BY_EXCHANGE, REFUSE_LOG_ON, AccountLimit, CommandKind
from engine.units import parse_hundredths
from tests.oracle.limits import own_limit
from tests.oracle.records import Event
from tests.scenarios.language import line
from tests.scenarios.stage import Stage


@line(r"(?P<name>\w+) may have (?P<limit>\w+) (?P<value>-?[\d.]+|default)(?P<code> \w+)?")
def may_have(stage: Stage, name: str, limit: str, value: str, code: str = "") -> list[Event]:
    number = AccountLimit.__members__.get(limit.upper(), 99)
    if name == "everyone":
        return stage.send(CommandKind.SET_DEFAULT_LIMIT, parameter=number, value=amount(value))
    instrument = stage.instrument(code.strip()) if code else 0
    account = stage.members.get(name, 60)
    return stage.send(**own_limit(account, number, amount(value), instrument))


def amount(text: str) -> int:
    """A number, an amount of money, or the default."""
    if text == "default":
        return -1
    return parse_hundredths(text) if "." in text else int(text)


KILLING = r"(?P<who>\w+) (?P<verb>kills|releases) "
MORE = r"(?P<log_on> and log-on)?( by operator (?P<operator>\d+))?"


@line(KILLING + r"(?P<whom>(?!operator)\w+)" + MORE)
def kill_account(stage: Stage, who: str, verb: str, whom: str, **more: str) -> list[Event]:
    kind = CommandKind.KILL_ACCOUNT if verb == "kills" else CommandKind.RELEASE_ACCOUNT
    return stage.send(kind, account=stage.members.get(whom, 60), **by_whom(who, **more))


@line(KILLING + r"operator (?P<number>\d+)( of (?P<owner>\w+))?" + MORE)
def kill_operator(
    stage: Stage,
    who: str,
    verb: str,
    number: str,
    owner: str = "",
    **more: str,
) -> list[Event]:
    kind = CommandKind.KILL_OPERATOR if verb == "kills" else CommandKind.RELEASE_OPERATOR
    account = stage.members.get(owner or who, 0 if who == "exchange" and not owner else 60)
    return stage.send(kind, account=account, value=int(number), **by_whom(who, **more))


def by_whom(who: str, log_on: str = "", operator: str = "") -> dict[str, int]:
    """Flags and operator of a kill or release."""
    flags = (BY_EXCHANGE if who == "exchange" else 0) | (REFUSE_LOG_ON if log_on else 0)
    return {"flags": flags, "operator": int(operator or 0)}


@line(r"(?P<who>\w+) (?P<verb>kills|releases) operators (?P<first>\d+) to (?P<last>\d+)")
def kill_operators(stage: Stage, who: str, verb: str, first: str, last: str) -> list[Event]:
    numbers = range(int(first), int(last) + 1)
    said = [kill_operator(stage, who, verb, str(number)) for number in numbers]
    return [event for events in said for event in events]


@line(r"(?P<milliseconds>\d+) ms later")
def later(stage: Stage, milliseconds: str) -> str:
    stage.twin.time_ns += int(milliseconds) * 1_000_000
    return ""
