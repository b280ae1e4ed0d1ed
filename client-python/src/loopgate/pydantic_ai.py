"""PydanticAI: people approve, correct or refuse the calls of tools with ``requires_approval``, and answer questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .asking import Asker, Asking, ToolCall, importing
from .messages import Answer, said, why_not

if TYPE_CHECKING:
    from pydantic_ai import RunContext
    from pydantic_ai.capabilities import HandleDeferredToolCalls
    from pydantic_ai.messages import ToolCallPart
    from pydantic_ai.tools import DeferredToolApprovalResult, DeferredToolRequests, DeferredToolResults
    from typing_extensions import Unpack

FRAMEWORK = "pydantic-ai"


def approvals(**asking: Unpack[Asking]) -> HandleDeferredToolCalls[Any]:
    """A capability for ``Agent(capabilities=[...])``: the run waits where it is until people have answered."""
    with importing(__name__, FRAMEWORK):
        from pydantic_ai.capabilities import HandleDeferredToolCalls

    async def handle(context: RunContext[Any], requests: DeferredToolRequests) -> DeferredToolResults:
        run = None if context.run_id is None else (context.run_id, str(context.run_step))
        work = Deferred(requests, run, Asker(FRAMEWORK, **asking))
        return work.results(await work.asker.ask_async(work.questions))

    return HandleDeferredToolCalls(handler=handle)


async def resolve(requests: DeferredToolRequests, run_id: str, **asking: Unpack[Asking]) -> DeferredToolResults:
    """The results with which a run that ended as ``DeferredToolRequests`` goes on, in this process or another.

    ``run_id`` is that of the run (``result.run_id``): with it a process that starts again finds what it has asked.
    """
    work = Deferred(requests, (run_id,), Asker(FRAMEWORK, **asking))
    return work.results(await work.asker.ask_async(work.questions))


def resolve_sync(requests: DeferredToolRequests, run_id: str, **asking: Unpack[Asking]) -> DeferredToolResults:
    """``resolve``, blocking."""
    work = Deferred(requests, (run_id,), Asker(FRAMEWORK, **asking))
    return work.results(work.asker.ask(work.questions))


class Deferred:
    """The calls that wait for people. What another program is to answer (``external``) is left to it."""

    def __init__(self, requests: DeferredToolRequests, run: tuple[str, ...] | None, asker: Asker) -> None:
        self.asker = asker
        self._requests = requests
        self._asked = [call for call in requests.calls if requests.kind(call.tool_call_id) == "question"]

        def key(call: ToolCallPart) -> tuple[str, ...] | None:
            return None if run is None else (*run, call.tool_call_id)

        self.questions = [
            *(
                asker.approval(ToolCall(call.tool_name, call.args_as_dict(), key(call)), editable=True)
                for call in requests.approvals
            ),
            *(asker.request(question(call), key(call)) for call in self._asked),
        ]

    def results(self, answers: list[Answer]) -> DeferredToolResults:
        approved = len(self._requests.approvals)
        return self._requests.build_results(
            approvals={
                call.tool_call_id: verdict(answer)
                for call, answer in zip(self._requests.approvals, answers[:approved], strict=True)
            },
            calls={
                call.tool_call_id: said(answer) for call, answer in zip(self._asked, answers[approved:], strict=True)
            },
        )


def verdict(answer: Answer) -> DeferredToolApprovalResult:
    from pydantic_ai.tools import ToolApproved, ToolDenied

    if answer["approved"] is not True:
        return ToolDenied(why_not(answer))
    decision = answer["decision"]
    return ToolApproved(override_args=decision["arguments"]) if decision["outcome"] == "edit" else ToolApproved()


def question(call: ToolCallPart) -> dict[str, Any]:
    """A tool that asks has its question in ``question`` or ``message``; ``options`` are what may be picked."""
    arguments = call.args_as_dict()
    text = arguments.get("question") or arguments.get("message")
    options = arguments.get("options")
    if not isinstance(text, str):
        return {"message": f"{call.tool_name}: {call.args_as_json_str()}"}
    if isinstance(options, list) and options and all(isinstance(option, str) for option in options):
        return {"message": text, "options": options}
    return {"message": text}
