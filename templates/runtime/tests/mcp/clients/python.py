"""The client of the Python SDK, in the newest era that both speak and in an older one."""

import asyncio
import json
import sys

import mcp
from mcp import types
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

URL, TOKEN, MODE = sys.argv[1:4]
QUESTIONS = []


async def answer(_context, params):
    QUESTIONS.append(params.message)
    return types.ElicitResult(action="accept", content={"confirm": True})


async def main():
    http = create_mcp_http_client(headers={"Authorization": f"Bearer {TOKEN}"})
    transport = streamable_http_client(URL, http_client=http)
    async with mcp.Client(transport, mode=MODE, elicitation_callback=answer) as client:
        tools = await client.list_tools()
        status = await client.call_tool("payout_status", {"reference": "r"})
        payout = {"amount": 5, "reference": "r-1", "recipient": {"key": "k"}}
        paid = await client.call_tool("pay_out", payout)
    told = {
        "tools": [tool.name for tool in tools.tools],
        "status": status.structured_content,
        "paid": paid.structured_content,
        "questions": QUESTIONS,
    }
    print(json.dumps(told))


asyncio.run(main())
