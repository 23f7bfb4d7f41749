"""The console: what members and the exchange's staff do from a terminal."""

import typer

from gateway.console import (
    auctions,
    blocks,
    calendar,
    exchange,
    instruments,
    limits,
    members,
    risk_alerts,
)

app = typer.Typer()
app.add_typer(members.app)
app.add_typer(exchange.app)
app.add_typer(instruments.app)
app.add_typer(limits.app)
app.add_typer(blocks.app)
app.add_typer(auctions.app)
app.add_typer(risk_alerts.app)
app.add_typer(calendar.app)
