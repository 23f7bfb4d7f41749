"""`ceax auction`: all commands of the auctions."""

from gateway.console import auction, auction_bids, auction_results

app = auction.app
app.add_typer(auction_bids.app)
app.add_typer(auction_results.app)
