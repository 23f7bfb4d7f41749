"""The console: what members and the exchange's staff do from a terminal."""

import typer

from gateway.console import (
    auction,
    block,
    calendar,
    exchange,
    instruments,
    members,
    risk_alerts,
    risk_limits,
)

app = typer.Typer()
app.add_typer(members.app)
app.add_typer(exchange.app)
app.add_typer(instruments.app)
app.add_typer(risk_limits.app)
app.add_typer(block.app)
app.add_typer(auction.app)
app.add_typer(risk_alerts.app)
app.add_typer(calendar.app)
