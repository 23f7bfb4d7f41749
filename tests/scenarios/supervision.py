"""The lines about limits, kills and the passing of time; language.py explains the others.

CEA25 has maximum_holding 50          the default of everyone, a parameter; `large_holder_bp 8000` likewise
Alice may have maximum_holding 80 CEA25   a limit of her own, by its name in AccountLimit; money with decimals
Alice may have order_rate default     the default again
everyone may have order_value 500.00  a default
Alice kills Alice | operator 7        also `exchange kills ...`, `releases`; of whom the key is: `operator 7 of Bob`
1500 ms later                         command time goes on
"""

from __future__ import annotations

from engine.commands import BY_EXCHANGE, AccountLimit, CommandKind
from engine.units import parse_hundredths
from tests.oracle.records import Event
from tests.scenarios.language import line
from tests.scenarios.stage import Stage


@line(r"(?P<name>\w+) may have (?P<limit>\w+) (?P<value>-?[\d.]+|default)(?P<code> \w+)?")
def may_have(stage: Stage, name: str, limit: str, value: str, code: str = "") -> list[Event]:
    fields = {"parameter": AccountLimit.__members__.get(limit.upper(), 99), "value": amount(value)}
    if name == "everyone":
        return stage.send(CommandKind.SET_DEFAULT_LIMIT, **fields)
    instrument = stage.instrument(code.strip()) if code else 0
    return stage.send(CommandKind.SET_ACCOUNT_LIMIT, account=stage.members.get(name, 60), instrument=instrument, **fields)


def amount(text: str) -> int:
    """A number, an amount of money, or the default."""
    if text == "default":
        return -1
    return parse_hundredths(text) if "." in text else int(text)


@line(r"(?P<who>\w+) (?P<verb>kills|releases) (?P<whom>(?!operator)\w+)")
def kill_account(stage: Stage, who: str, verb: str, whom: str) -> list[Event]:
    kind = CommandKind.KILL_ACCOUNT if verb == "kills" else CommandKind.RELEASE_ACCOUNT
    return stage.send(kind, account=stage.members.get(whom, 60), flags=BY_EXCHANGE if who == "exchange" else 0)


@line(r"(?P<who>\w+) (?P<verb>kills|releases) operator (?P<number>\d+)( of (?P<owner>\w+))?")
def kill_operator(stage: Stage, who: str, verb: str, number: str, owner: str = "") -> list[Event]:
    kind = CommandKind.KILL_OPERATOR if verb == "kills" else CommandKind.RELEASE_OPERATOR
    exchange = who == "exchange"
    account = stage.members.get(owner or who, 0 if exchange and not owner else 60)
    return stage.send(kind, account=account, value=int(number), flags=BY_EXCHANGE if exchange else 0)


@line(r"(?P<milliseconds>\d+) ms later")
def later(stage: Stage, milliseconds: str) -> str:
    stage.twin.time_ns += int(milliseconds) * 1_000_000
    return ""
