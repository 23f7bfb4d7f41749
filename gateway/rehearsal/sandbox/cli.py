"""`ceax sandbox`: a venue to try a program on."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from engine.texts.terminal import json_line, line
from gateway.rehearsal.population import MEMBERS
from gateway.rehearsal.running import DataFolder, fresh_folder, run_to_the_end
from gateway.rehearsal.sandbox.faults import FAULTS
from gateway.rehearsal.sandbox.stage import ACCOUNT, BASES, Sandbox, Wish, sandbox
from gateway.rehearsal.sandbox.typed_lines import typed_lines

app = typer.Typer()

SKIP, HELP, QUIT = "skip", "help", "quit"
COMMANDS = {
    SKIP: "Ends the phase of the day now.",
    HELP: "Prints these lines.",
    QUIT: "Ends the sandbox; so does Ctrl-C.",
}


@app.command(
    "sandbox", epilog="Example: ceax sandbox --actions 50 --day 120 --faults-every 30 --seed 7"
)
def start(
    actions: Annotated[
        float,
        typer.Option(min=0.01, help="What all simulated members do, in requests a second."),
    ] = 20.0,
    members: Annotated[
        int, typer.Option(min=1, max=MEMBERS, help="How many simulated members there are.")
    ] = MEMBERS,
    day: Annotated[float, typer.Option(min=1, help="Length of a trading day, in seconds.")] = 600.0,
    faults_every: Annotated[
        float,
        typer.Option(min=0, help="Mean time from one fault by chance to the next, s; 0: none."),
    ] = 0.0,
    seed: Annotated[
        int, typer.Option(min=0, help="Gives the members their inclinations, and draws faults.")
    ] = 1,
    gateway_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where your program connects; 0: a free port.")
    ] = 9101,
    feed_port: Annotated[
        int, typer.Option(min=0, max=65535, help="The feed, for your program; 0: a free port.")
    ] = 9102,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print addresses and key as one line of JSON.")
    ] = False,
    data: DataFolder = None,
) -> None:
    """A venue to try a program on: simulated members, days that follow each other, an account and a
    key for you, and faults on demand.

    Type the name of a fault, with seconds if you like; `help` lists them.
    """
    with fresh_folder(data) as folder:
        ports = (gateway_port, feed_port)
        wish = Wish(folder, seed, members, actions, day, faults_every, ports)
        try:
            run_to_the_end(_run(wish, as_json))
        except KeyboardInterrupt:
            line("the sandbox has ended", error=True)


async def _run(wish: Wish, as_json: bool) -> None:
    line("starting gateway, feed and registry", error=True)
    async with sandbox(wish, lambda text: line(text, error=True)) as made:
        if as_json:
            json_line(made.addresses | {"account": ACCOUNT, "key": str(made.key)})
        else:
            _show(made)
        quitting = asyncio.Event()
        running = asyncio.create_task(made.run(_obey(made, quitting)))
        tasks = [running, asyncio.create_task(quitting.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(outcomes[0], Exception):
            raise _first(outcomes[0])


def _first(error: BaseException) -> BaseException:
    """What went wrong first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _obey(made: Sandbox, quitting: asyncio.Event) -> None:
    """Do what is typed, each beside what was typed before."""
    async with asyncio.TaskGroup() as tasks:
        async for words in typed_lines():
            match words:
                case []:
                    pass
                case ["quit"]:
                    quitting.set()
                case ["skip"]:
                    made.days.skip()
                case [name, *seconds] if name in FAULTS and _are_seconds(seconds):
                    tasks.create_task(made.strike(name, *map(float, seconds)))
                case _:
                    _help()


def _are_seconds(words: list[str]) -> bool:
    return len(words) < 2 and all(each.replace(".", "", 1).isdecimal() for each in words)


def _help() -> None:
    for name, fault in FAULTS.items():
        usually = f" Usually {fault.usually_s:g} s." if fault.usually_s else ""
        line(f"  {name:<12}{fault.sentence}{usually}", error=True)
    for name, sentence in COMMANDS.items():
        line(f"  {name:<12}{sentence}", error=True)


def _show(made: Sandbox) -> None:
    """What somebody has to know, with lines to paste."""
    addresses = made.addresses
    code = next(iter(BASES))
    line(f"venue {made.venue.running.id}: {', '.join(BASES)}; you are account {ACCOUNT}")
    for name, url in addresses.items():
        line(f"  {name:<10}{url}")
    line("In a shell:")
    line(f"  export CEAX_URL={addresses['gateway']} CEAX_KEY={made.key}")
    line(f"  ceax order buy {code} {BASES[code] / 100:.2f} 10; ceax orders; ceax balance")
    line(f"  ceax conform --url {addresses['gateway']} --key {made.key}")
    line("In a program:")
    line(f'  key = KeyFile.load("{made.key}")')
    line(
        f'  async with connect("{addresses["gateway"]}", key, today=True, give_up_s=60) as session:'
    )
    line(f'      print(await session.buy("{code}", "{BASES[code] / 100:.2f}", 10))')
    line("Type a fault (help lists them):")
