"""`ceax block`: all commands of the block desk."""

from gateway.console import block, block_dialogues, block_staff

app = block.app
app.add_typer(block_dialogues.app)
app.add_typer(block_staff.app)
