from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import loopgate

WITHOUT = """
import sys
for name in ("agents", "langchain", "langchain_core", "langgraph", "pydantic_ai"):
    sys.modules[name] = None
import loopgate, loopgate.langgraph, loopgate.openai_agents, loopgate.pydantic_ai
try:
    {use}
except ImportError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("use", "command"),
    [
        ("loopgate.pydantic_ai.approvals()", "/client-python[pydantic-ai]"),
        ("loopgate.langgraph.approvals()", "/client-python[langgraph]"),
        ("loopgate.openai_agents.run_sync(None, 'go')", "/client-python[openai-agents]"),
        ("loopgate.openai_agents.ask_person_tool()", "/client-python[openai-agents]"),
    ],
)
def test_without_its_framework_an_adapter_can_be_imported_and_says_what_to_install(use: str, command: str) -> None:
    assert command in printed(WITHOUT.format(use=use))


def test_no_framework_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, loopgate.langgraph, loopgate.openai_agents, loopgate.pydantic_ai; "
        "print([name for name in ('agents', 'langchain', 'langgraph', 'pydantic_ai') if name in sys.modules])"
    )
    assert printed(code) == "[]\n"


def printed(code: str) -> str:
    """By a Python of its own, in which nothing is imported yet."""
    own = {**os.environ, "PYTHONPATH": str(Path(loopgate.__file__).parent.parent)}
    return subprocess.run([sys.executable, "-c", code], env=own, stdout=subprocess.PIPE, text=True, check=True).stdout
