"""The console: what members and the exchange's staff do from a terminal."""

import typer

from gateway import console_auction, console_blocks, console_exchange, console_instruments, console_limits, console_member

app = typer.Typer()
app.add_typer(console_member.app)
app.add_typer(console_exchange.app)
app.add_typer(console_instruments.app)
app.add_typer(console_limits.app)
app.add_typer(console_blocks.app)
app.add_typer(console_auction.app)
