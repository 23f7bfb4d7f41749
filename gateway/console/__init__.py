"""The console: what members and the exchange's staff do from a terminal."""

import typer

from gateway.console import (
    auction,
    auction_bids,
    auction_results,
    block,
    block_dialogues,
    block_staff,
    calendar,
    day,
    exchange,
    instruments,
    members,
    risk_alerts,
    risk_limits,
    schema,
)

block.app.add_typer(block_dialogues.app)
block.app.add_typer(block_staff.app)
auction.app.add_typer(auction_bids.app)
auction.app.add_typer(auction_results.app)

app = typer.Typer()
app.add_typer(members.app)
app.add_typer(exchange.app)
app.add_typer(day.app)
app.add_typer(instruments.app)
app.add_typer(risk_limits.app)
app.add_typer(block.app)
app.add_typer(auction.app)
app.add_typer(risk_alerts.app)
app.add_typer(calendar.app)
app.add_typer(schema.app)
