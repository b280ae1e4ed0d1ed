"""OpenAI Agents: people approve or refuse the calls of tools with ``needs_approval``, now or in a later process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .asking import Asker, Asking, ToolCall, importing
from .messages import Answer, said, why_not

if TYPE_CHECKING:
    from agents import Agent, FunctionTool, RunResult, RunState
    from agents.items import ToolApprovalItem, TResponseInputItem
    from typing_extensions import Unpack

FRAMEWORK = "openai-agents"


async def run(
    agent: Agent[Any],
    input: str | list[TResponseInputItem] | RunState[Any],
    runner: Mapping[str, Any] | None = None,
    **asking: Unpack[Asking],
) -> RunResult:
    """``Runner.run`` to its end, with people asked wherever it stops. ``runner``: further arguments for the Runner."""
    with importing(__name__, FRAMEWORK):
        from agents import Runner
    result = await Runner.run(agent, input, **(runner or {}))
    while result.interruptions:
        state = await resolve(result.to_state(), None, **asking)
        result = await Runner.run(agent, state, **(runner or {}))
    return result


def run_sync(
    agent: Agent[Any],
    input: str | list[TResponseInputItem] | RunState[Any],
    runner: Mapping[str, Any] | None = None,
    **asking: Unpack[Asking],
) -> RunResult:
    """``run``, blocking."""
    with importing(__name__, FRAMEWORK):
        from agents import Runner
    result = Runner.run_sync(agent, input, **(runner or {}))
    while result.interruptions:
        state = resolve_sync(result.to_state(), None, **asking)
        result = Runner.run_sync(agent, state, **(runner or {}))
    return result


async def resolve(state: RunState[Any], run_id: str | None, **asking: Unpack[Asking]) -> RunState[Any]:
    """The state with all its interruptions decided, for ``Runner.run`` to go on with.

    The state may come from another process (``RunState.from_string``). ``run_id`` names the run, by a name of yours
    that no other run has: with it a process that starts again finds what it has asked. None asks anew.
    """
    asker = Asker(FRAMEWORK, **asking)
    items = state.get_interruptions()
    return decided(state, items, await asker.ask_async(questions(asker, items, run_id)))


def resolve_sync(state: RunState[Any], run_id: str | None, **asking: Unpack[Asking]) -> RunState[Any]:
    """``resolve``, blocking."""
    asker = Asker(FRAMEWORK, **asking)
    items = state.get_interruptions()
    return decided(state, items, asker.ask(questions(asker, items, run_id)))


def ask_person_tool(**asking: Unpack[Asking]) -> FunctionTool:
    """A tool ``ask_person`` with which the agent itself asks a question. Its answer is words, never an approval."""
    with importing(__name__, FRAMEWORK):
        from agents import function_tool

    async def ask_person(question: str, options: list[str] | None = None) -> str:
        """Asks a person and waits for the answer.

        Args:
            question: What is asked, in full: the person sees nothing else.
            options: The answers to choose from; without them the person writes.
        """
        asker = Asker(FRAMEWORK, **asking)
        [answer] = await asker.ask_async([asker.request({"message": question, "options": options or None}, None)])
        return said(answer)

    return function_tool(ask_person)


def questions(asker: Asker, items: list[ToolApprovalItem], run_id: str | None) -> list[dict[str, Any]]:
    return [
        asker.approval(
            ToolCall(
                name=item.qualified_name or item.name or "tool",
                arguments=arguments(item),
                # Within a run the SDK itself takes a repeated call id for the same call.
                key=None if run_id is None or item.call_id is None else (run_id, item.call_id),
            ),
            # The SDK runs the call that the model made, or none.
            editable=False,
        )
        for item in items
    ]


def arguments(item: ToolApprovalItem) -> dict[str, Any]:
    """What the person sees of the call: its arguments, or its text where that is no JSON object."""
    text = item.arguments or ""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        value = text
    return value if isinstance(value, dict) else {"input": value}


def decided(state: RunState[Any], items: list[ToolApprovalItem], answers: list[Answer]) -> RunState[Any]:
    for item, answer in zip(items, answers, strict=True):
        if answer["approved"] is True:
            state.approve(item)
        else:
            state.reject(item, rejection_message=why_not(answer))
    return state
