"""OpenAI function calling: the model asks a person by a function, and the program deploys only what was approved.

Needs the package openai, and OPENAI_API_KEY. LOOPGATE_URL says where the person is asked.
"""

from __future__ import annotations

import json
import os
from typing import Any

import openai

from loopgate import LoopgateClient, said

gate = LoopgateClient()
model = openai.OpenAI()

TOOLS: Any = [
    {
        "type": "function",
        "name": "request_human_approval",
        "description": "Asks a person a question, and waits for the answer. It approves nothing by itself.",
        "parameters": {
            "type": "object",
            "properties": {
                "message": {"type": "string"},
                "options": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["message"],
        },
    },
    {
        "type": "function",
        "name": "deploy",
        "description": "Deploys a version, once a person has approved exactly this.",
        "parameters": {
            "type": "object",
            "properties": {"version": {"type": "string"}, "region": {"type": "string"}},
            "required": ["version", "region"],
        },
    },
]


def request_human_approval(message: str, options: list[str] | None = None) -> str:
    return said(gate.request_approval("openai-session", "openai-agent", message, options))


def deploy(**arguments: str) -> str:
    """What the model says that a person has approved does not count: the gate asks, about this very call."""
    answer = gate.request_approval(
        "openai-session",
        "openai-agent",
        f"The model wants to deploy {arguments['version']}.",
        action={"name": "deploy", "arguments": arguments},
    )
    if not answer["approved"]:
        return f"Not deployed. {said(answer)}"
    print(f"Deployed {arguments['version']} to {arguments['region']}.")
    return "Deployed."


FUNCTIONS = {"request_human_approval": request_human_approval, "deploy": deploy}

conversation: Any = [{"role": "user", "content": "Deploy the new version."}]
while True:
    response = model.responses.create(model=os.environ.get("OPENAI_MODEL", "gpt-5.5"), input=conversation, tools=TOOLS)
    conversation += response.output
    calls = [item for item in response.output if item.type == "function_call"]
    if not calls:
        break
    for call in calls:
        print(f"The model calls {call.name}({call.arguments}).")
        result = FUNCTIONS[call.name](**json.loads(call.arguments))
        print(f"It is told: {result}")
        conversation.append({"type": "function_call_output", "call_id": call.call_id, "output": result})
print(f"The model: {response.output_text}")
