"""A LangChain agent on LangGraph: the calls of its dangerous tool stop the graph, until a person has seen them.

The graph keeps its state, so another process can take the thread up (``resume`` with what ``get_state`` still has as
``interrupts``). Needs the packages langchain and langchain-anthropic, and ANTHROPIC_API_KEY. LOOPGATE_URL says where
the person is asked.
"""

from __future__ import annotations

import os
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain.chat_models import init_chat_model
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver

from loopgate.langgraph import invoke


@tool
def list_tables() -> str:
    """Lists the tables."""
    return "customers, events_2019, events_2020"


@tool
def drop_tables(tables: list[str]) -> str:
    """Drops tables for good."""
    print(f"Dropped {', '.join(tables)}.")
    return f"Dropped {', '.join(tables)}."


agent: Any = create_agent(
    init_chat_model(os.environ.get("ANTHROPIC_MODEL", "claude-sonnet-5-5"), model_provider="anthropic"),
    tools=[list_tables, drop_tables],
    middleware=[HumanInTheLoopMiddleware({"drop_tables": {"allowed_decisions": ["approve", "edit", "reject"]}})],
    checkpointer=InMemorySaver(),
)
result = invoke(
    agent,
    {"messages": [{"role": "user", "content": "Make room in the database."}]},
    {"configurable": {"thread_id": "cleaning-17"}},
    session_id="database",
    client_id="cleaner",
)
print(f"The agent: {result['messages'][-1].text}")
