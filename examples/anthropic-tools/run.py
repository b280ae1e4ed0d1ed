"""Anthropic's tool use: Claude may call a dangerous tool, and a person sees the call before it runs.

The function is gated by a decorator, so it does not matter what the model believes. Needs the package anthropic, and
ANTHROPIC_API_KEY. LOOPGATE_URL says where the person is asked.
"""

from __future__ import annotations

import os
from typing import Any

import anthropic

from loopgate import NotApproved, gate


@gate(session_id="anthropic-session", client_id="claude", risk="high")
def delete_records(table: str, older_than_days: int) -> str:
    """Deletes records for good. There is no copy."""
    print(f"Deleted from {table} what is older than {older_than_days} days.")
    return f"Deleted what was older than {older_than_days} days."


TOOLS: Any = [
    {
        "name": "delete_records",
        "description": "Deletes the records of a table that are older than so many days. A person is asked first.",
        "input_schema": {
            "type": "object",
            "properties": {"table": {"type": "string"}, "older_than_days": {"type": "integer"}},
            "required": ["table", "older_than_days"],
        },
    }
]

claude = anthropic.Anthropic()
messages: Any = [{"role": "user", "content": "I need to delete all production data older than 1 year."}]
while True:
    reply = claude.messages.create(
        model=os.environ.get("ANTHROPIC_MODEL", "claude-sonnet-5-5"), max_tokens=1000, tools=TOOLS, messages=messages
    )
    messages.append({"role": "assistant", "content": reply.content})
    results = []
    for block in reply.content:
        if block.type == "text":
            print(f"Claude: {block.text}")
        if block.type != "tool_use":
            continue
        print(f"Claude calls {block.name}({block.input}).")
        try:
            content, failed = delete_records(**block.input), False
        except NotApproved as no:
            # Claude reads why.
            content, failed = str(no), True
        results.append({"type": "tool_result", "tool_use_id": block.id, "content": content, "is_error": failed})
    if not results:
        break
    messages.append({"role": "user", "content": results})
