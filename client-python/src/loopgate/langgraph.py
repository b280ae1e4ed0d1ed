"""LangGraph and LangChain: people answer interrupts, and approve, correct or refuse the calls of an agent's tools."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .asking import Asker, Asking, ToolCall, importing
from .interrupts import Paused
from .messages import Answer, why_not

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain.agents.middleware.types import ToolCallRequest
    from langchain_core.messages import ToolMessage
    from langchain_core.runnables import RunnableConfig
    from langgraph.pregel import Pregel
    from langgraph.types import Command, Interrupt
    from typing_extensions import Unpack

FRAMEWORK = "langgraph"


def invoke(
    graph: Pregel[Any, Any, Any, Any],
    input: Any,
    config: RunnableConfig,
    options: Mapping[str, Any] | None = None,
    **asking: Unpack[Asking],
) -> Any:
    """``graph.invoke`` to its end, with people asked at every interrupt. ``options``: more arguments for the graph."""
    result = graph.invoke(input, config, **(options or {}))
    while interrupts := interrupts_of(result):
        result = graph.invoke(resume(interrupts, config, **asking), config, **(options or {}))
    return result


async def ainvoke(
    graph: Pregel[Any, Any, Any, Any],
    input: Any,
    config: RunnableConfig,
    options: Mapping[str, Any] | None = None,
    **asking: Unpack[Asking],
) -> Any:
    """``invoke``, awaited."""
    result = await graph.ainvoke(input, config, **(options or {}))
    while interrupts := interrupts_of(result):
        result = await graph.ainvoke(await aresume(interrupts, config, **asking), config, **(options or {}))
    return result


def resume(interrupts: Sequence[Interrupt], config: RunnableConfig, **asking: Unpack[Asking]) -> Command[Any]:
    """Asks people about each interrupt; with the command that it returns the graph goes on.

    ``interrupts`` are those of a result, or of ``graph.get_state(config)`` in a process that takes the thread up again:
    it finds what was asked before. An interrupt of ``HumanInTheLoopMiddleware`` is resumed with its decisions. Any
    other must be a text or a dictionary of a request's fields (``message``, ``action``, ``options``, ``schema`` ...),
    and is resumed with the answer: act on its ``approved``.
    """
    asker = Asker(FRAMEWORK, **asking)
    paused = [Paused(interrupt, thread_of(config), asker) for interrupt in interrupts]
    return command(paused, asker.ask([question for one in paused for question in one.questions]))


async def aresume(interrupts: Sequence[Interrupt], config: RunnableConfig, **asking: Unpack[Asking]) -> Command[Any]:
    """``resume``, awaited."""
    asker = Asker(FRAMEWORK, **asking)
    paused = [Paused(interrupt, thread_of(config), asker) for interrupt in interrupts]
    return command(paused, await asker.ask_async([question for one in paused for question in one.questions]))


def approvals(tools: Collection[str] | None = None, **asking: Unpack[Asking]) -> AgentMiddleware[Any, Any, Any]:
    """A middleware for ``create_agent``: each call of these tools (of all, without names) waits for a person.

    It needs no checkpointer. With one, a process that takes the thread up again finds what it has asked.
    """
    with importing(__name__, FRAMEWORK):
        from langchain.agents.middleware import AgentMiddleware

    asker = Asker(FRAMEWORK, **asking)

    def is_asked(request: ToolCallRequest) -> bool:
        return tools is None or request.tool_call["name"] in tools

    class Approvals(AgentMiddleware[Any, Any, Any]):
        def wrap_tool_call(
            self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
        ) -> ToolMessage | Command[Any]:
            if not is_asked(request):
                return handler(request)
            [answer] = asker.ask([asked(asker, request)])
            return refusal(request, answer) or handler(as_approved(request, answer))

        async def awrap_tool_call(
            self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
        ) -> ToolMessage | Command[Any]:
            if not is_asked(request):
                return await handler(request)
            [answer] = await asker.ask_async([asked(asker, request)])
            return refusal(request, answer) or await handler(as_approved(request, answer))

    return Approvals()


def interrupts_of(result: Any) -> Sequence[Interrupt]:
    """Where the graph has stopped; a result of ``version="v2"`` is an object of its own."""
    if isinstance(result, Mapping):
        return result.get("__interrupt__") or ()
    return getattr(result, "interrupts", None) or ()


def thread_of(config: RunnableConfig) -> str | None:
    thread = config.get("configurable", {}).get("thread_id")
    return None if thread is None else str(thread)


def command(paused: list[Paused], answers: list[Answer]) -> Command[Any]:
    from langgraph.types import Command

    left = iter(answers)
    return Command(resume={one.id: one.value([next(left) for _ in one.questions]) for one in paused})


def asked(asker: Asker, request: ToolCallRequest) -> dict[str, Any]:
    call = request.tool_call
    info = request.runtime.execution_info
    key = None if info is None or call["id"] is None else (info.thread_id or "", info.task_id, call["id"])
    description = None if request.tool is None else request.tool.description
    return asker.approval(ToolCall(call["name"], call["args"], key, description), editable=True)


def refusal(request: ToolCallRequest, answer: Answer) -> ToolMessage | None:
    """What the model reads where the tool does not run."""
    from langchain_core.messages import ToolMessage

    if answer["approved"] is True:
        return None
    call = request.tool_call
    return ToolMessage(why_not(answer), name=call["name"], tool_call_id=call["id"], status="error")


def as_approved(request: ToolCallRequest, answer: Answer) -> ToolCallRequest:
    decision = answer["decision"]
    if decision["outcome"] != "edit":
        return request
    return request.override(tool_call={**request.tool_call, "args": decision["arguments"] or {}})
