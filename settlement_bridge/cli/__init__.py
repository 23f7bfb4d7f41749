"""`ceax registry`: questions to the registry, and its operator's instructions."""

import typer

from settlement_bridge.cli import (
    accounts,
    bank,
    completion,
    compliance,
    copies,
    defaults,
    example,
    history,
    payments,
    questions,
    statements,
    units,
)

app = typer.Typer(
    name="registry", help="The registry and its settlement (登记结算).", no_args_is_help=True
)
app.add_typer(accounts.app)
app.add_typer(questions.app)
app.add_typer(units.app)
app.add_typer(history.app)
app.add_typer(compliance.app)
app.add_typer(completion.app)
app.add_typer(example.app)
app.add_typer(copies.app)
app.add_typer(statements.app)
app.add_typer(bank.app, name="bank")
app.add_typer(accounts.rights, name="rights")
app.add_typer(defaults.app, name="defaults")
app.add_typer(payments.reserve, name="reserve")
app.add_typer(defaults.objections, name="objections")
