"""The rules on what the exchange does and on what concerns accounts: halts, kills, large holders,
lost sessions, settlement. Each fact is an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gateway.supervision.alerts.lasting import Lasting
from gateway.supervision.alerts.records import About, Change, Figure, Turn
from gateway.supervision.rule_settings import Settings

TONNES = "t"
VENUE = "venue"
Event = Mapping[str, Any]
Changes = Iterable[Change]


class HouseWatch:
    """Hears events of a day and says what follows from them. `hears`: which kinds beside commands
    that were accepted or refused.
    """

    def __init__(self, settings: Settings, lasting: Lasting) -> None:
        self._settings, self._lasting = settings, lasting
        self._of_commands: dict[str, Callable[[Event], Changes]] = {
            "open_account": self._named,
            "list_instrument": self._listed,
            "halt": self._halted,
            "resume": self._resumed,
            "kill_account": self._killed,
            "kill_operator": self._killed,
            "release_account": self._released,
            "release_operator": self._released,
            "fire_guard": self._session_lost,
            "trade_failed": self._trade_failed,
            "clearing_result": self._cleared,
        }
        self.hears: dict[str, Callable[[Event], Changes]] = {
            "large_holder": self._large,
            "large_holder_ended": self._large_no_more,
        }

    def accepted(self, kind: str, event: Event) -> Iterator[Change]:
        """A command was accepted."""
        hear = self._of_commands.get(kind)
        return self._on(hear(event)) if hear is not None else iter(())

    def refused(self, event: Event) -> Iterator[Change]:
        """A command was refused."""
        if event["command_kind"] != "clearing_result":
            return iter(())
        date, reason = event.get("date", ""), event.get("reason", "")
        zh = f"{date} 清算结果与交易所数据不符（{reason}）"
        en = f"the clearing result of {date} is refused: {reason}"
        return self._on([Change(Turn.COMES_AGAIN, About("clearing_refused", date), zh, en)])

    def _on(self, changes: Changes) -> Iterator[Change]:
        return (each for each in changes if each.about.rule in self._settings)

    def _named(self, event: Event) -> Changes:
        self._lasting.names[event["account"]] = event.get("text", "")
        return ()

    def _listed(self, event: Event) -> Changes:
        self._lasting.codes[event["instrument"]] = event.get("text", "")
        return ()

    def _halted(self, event: Event) -> Changes:
        code = self._code(event)
        about = About("halted", "" if code else VENUE, code)
        zh, en = code or "全场", code or "the venue"
        return [Change(Turn.BEGINS, about, f"{zh} 停牌", f"{en} is halted")]

    def _resumed(self, event: Event) -> Changes:
        code = self._code(event)
        return [Change(Turn.ENDS, About("halted", "" if code else VENUE, code))]

    def _killed(self, event: Event) -> Changes:
        who_zh, who = self._whose(event)
        words = f"{who_zh}被紧急停止", f"{who} is under a kill"
        name = self._lasting.name(event.get("account", 0))
        return [Change(Turn.BEGINS, _kill(event), *words, name=name)]

    def _released(self, event: Event) -> Changes:
        return [Change(Turn.ENDS, _kill(event))]

    def _session_lost(self, event: Event) -> Changes:
        account, orders = event.get("account", 0), event.get("number", 0)
        name, by_timer = self._lasting.name(account), event.get("value", 0) != 0
        why = "let its timer run out" if by_timer else "lost a session"
        why_zh = "定时未续" if by_timer else "会话中断"
        zh = f"{name}（账户 {account}）{why_zh}，撤销委托 {orders:,} 笔"
        en = f"{name} (account {account}) {why}; {orders:,} of its orders were withdrawn"
        about = About("session_lost", account=account)
        figures = (Figure("withdrawn", orders, ""),)
        return [Change(Turn.COMES_AGAIN, about, zh, en, figures, name)]

    def _trade_failed(self, event: Event) -> Changes:
        date, number = event.get("date", ""), event.get("order_id", 0)
        buyer, seller = event.get("account", 0), event.get("maker_account", 0)
        quantity = event.get("quantity", 0)
        zh = f"{date} 第 {number} 笔成交（{quantity:,} 吨，账户 {buyer} 买、{seller} 卖）交收失败"
        en = f"trade {number} of {date}, {quantity:,} t from account {seller} to account {buyer}, "
        about = About("trade_failed", f"{date} {event.get('method', 'listed')} {number}")
        figures = (Figure("quantity", quantity, TONNES),)
        return [Change(Turn.BEGINS, about, zh, f"{en}could not be delivered", figures)]

    def _cleared(self, event: Event) -> Changes:
        return [Change(Turn.ENDS, About("clearing_refused", event.get("date", "")))]

    def _large(self, event: Event) -> Changes:
        account, code, held = event["account"], self._code(event), event.get("quantity", 0)
        threshold, name = event.get("number", 0), self._lasting.name(account)
        zh = f"{name}（账户 {account}）持有 {code} {held:,} 吨，达到大户标准 {threshold:,} 吨"
        en = f"{name} (account {account}) holds {held:,} t of {code}, a large holder from"
        about = About("large_holder", instrument=code, account=account)
        figures = (Figure("held", held, TONNES), Figure("threshold", threshold, TONNES))
        return self._on([Change(Turn.BEGINS, about, zh, f"{en} {threshold:,} t on", figures, name)])

    def _large_no_more(self, event: Event) -> Changes:
        about = About("large_holder", instrument=self._code(event), account=event["account"])
        return self._on([Change(Turn.ENDS, about)])

    def _code(self, event: Event) -> str:
        number = event.get("instrument", 0)
        return self._lasting.codes.get(number, str(number)) if number else ""

    def _whose(self, event: Event) -> tuple[str, str]:
        """Whom a kill is of, in Chinese and in English."""
        account, key = event.get("account", 0), event.get("value", 0)
        name = self._lasting.name(account)
        of_key = key if event["command_kind"].endswith("_operator") else 0
        zh = f"{name}（账户 {account}）" if account else ""
        en = f"{name} (account {account})" if account else ""
        if not of_key:
            return zh, en
        return f"{zh}密钥 {of_key} ", f"key {of_key}" + (f" of {en}" if en else "")


def _kill(event: Event) -> About:
    of_key = event["command_kind"].endswith("_operator")
    subject = f"key {event.get('value', 0)}" if of_key else ""
    return About("killed", subject, account=event.get("account", 0))
