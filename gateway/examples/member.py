"""Bob buys four tonnes and reads his report."""

import asyncio
from pathlib import Path

from gateway.client import connect, local_key


async def main() -> None:
    key = local_key(Path("venue"), "bob")
    async with connect("ws://127.0.0.1:9101", key, today=True) as session:
        await session.buy("CEA25", "78.50", 4, client_order_id="b-1")  # a resend is harmless
        async for report in session.reports():  # numbered, resumable
            print(report)
            if report.get("client_order_id") == "b-1":
                break


asyncio.run(main())
