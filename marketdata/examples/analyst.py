"""The composite price as it is now."""

import asyncio

from marketdata.client import connect


async def main() -> None:
    async with connect("ws://127.0.0.1:9102") as feed:
        await feed.subscribe("composite")
        async for message in feed:
            print(message["seq"], message["data"])
            break


asyncio.run(main())
