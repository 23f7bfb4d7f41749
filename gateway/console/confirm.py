"""Acts that cannot be taken back are confirmed, by `--yes` or at the terminal, with a reason. At
the terminal it is shown first what they would do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from engine.texts.terminal import agreed, answer, line
from gateway.terminal.preview import show_preview

OUT_OF_SCHEDULE = "out_of_schedule"

Yes = Annotated[
    bool,
    typer.Option("--yes", help="Do it although it is out of schedule; needs --reason."),
]
Why = Annotated[
    str | None, typer.Option("--reason", help="Why, up to 120 bytes; it is journalled.")
]


def confirmed(
    ask: Callable[..., Mapping[str, Any]], yes: bool, why: str | None
) -> Mapping[str, Any]:
    """The reply to a request; if it is out of schedule it is sent again once it has been shown by a
    dry run and confirmed, with `confirm` and `reason`.

    Raises as asking does, and typer.BadParameter when `--yes` comes without a reason.
    """
    from gateway.protocol.replies import RequestRefused  # not for the help of a command

    if yes:
        return ask(confirm=True, reason=needed(why))
    try:
        return ask()
    except RequestRefused as refused:
        if refused.code != OUT_OF_SCHEDULE:
            raise
        if not sys.stdin.isatty():
            line("`--yes --reason TEXT` does it nevertheless", error=True)
            raise
        show_preview(ask(confirm=True, reason=why or OUT_OF_SCHEDULE, dry_run=True))
        reason = agreed_reason(str(refused), why)
    return ask(confirm=True, reason=reason)


def confirmed_reason(what: str, preview: Callable[[], None], yes: bool, why: str | None) -> str:
    """The reason of an act that is always confirmed: by `--yes`, or else at the terminal after
    `preview` has shown it.

    Raises typer.BadParameter when neither is possible.
    """
    if yes:
        return needed(why)
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"{what}: confirm it with --yes --reason TEXT")
    preview()
    return agreed_reason(what, why)


def agreed_reason(what: str, why: str | None) -> str:
    """Have an act confirmed at the terminal; its reason. Raises typer.Abort."""
    if not agreed(f"{what}\nDo it nevertheless?"):
        raise typer.Abort
    return why or answer("Reason, up to 120 bytes:")


def needed(why: str | None, what: str = "--yes") -> str:
    """The reason that something goes with. Raises typer.BadParameter without one."""
    if not why:
        raise typer.BadParameter(f"{what} needs --reason TEXT, which is journalled")
    return why
