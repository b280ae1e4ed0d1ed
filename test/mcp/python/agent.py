"""An agent on the official Python SDK: one command a line on stdin, one result a line on stdout, both JSON."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


async def run(client, command):
    match command["do"]:
        case "tools":
            return [tool.name for tool in (await client.list_tools()).tools]
        case "call":
            result = await client.call_tool(command["name"], command["args"])
            return result.model_dump(mode="json", by_alias=True)
        case "read":
            return (await client.read_resource(command["uri"])).contents[0].text


async def main(target, mode):
    server = target if isinstance(target, str) else StdioServerParameters(**target)
    loop = asyncio.get_running_loop()
    async with Client(server, mode=mode) as client:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await run(client, json.loads(line))), flush=True)


asyncio.run(main(json.loads(sys.argv[1]), sys.argv[2]))
