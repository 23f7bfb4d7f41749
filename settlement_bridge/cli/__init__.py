"""`ceax registry`: questions to the registry, and its operator's instructions."""

import typer

from settlement_bridge.cli import (
    bank,
    books,
    compliance,
    copies,
    defaults,
    events,
    example,
    instructions,
    objections,
    papers,
    questions,
    recovery,
    rights,
    statements,
)

app = typer.Typer(
    name="registry", help="The registry and its settlement (登记结算).", no_args_is_help=True
)
app.add_typer(instructions.app)
app.add_typer(questions.app)
app.add_typer(events.app)
app.add_typer(books.app)
app.add_typer(compliance.app)
app.add_typer(example.app)
app.add_typer(copies.app)
app.add_typer(papers.app)
app.add_typer(statements.app)
app.add_typer(recovery.app)
app.add_typer(bank.app, name="bank")
app.add_typer(rights.app, name="rights")
app.add_typer(defaults.app)
app.add_typer(objections.app)
