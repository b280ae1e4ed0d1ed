from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic_ai import Agent, CallDeferred, DeferredToolRequests
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from loopgate import AsyncLoopgateClient, LoopgateClient, LoopgateUnreachable
from loopgate.pydantic_ai import approvals, resolve, resolve_sync
from tests.conftest import AsyncDyingClient, DyingClient, Person, pending

Ran = list[tuple[str, int]]


def calls(*parts: ToolCallPart) -> FunctionModel:
    """Calls these tools, and then says what came back."""

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        returned = [part for part in messages[-1].parts if part.part_kind in ("tool-return", "retry-prompt")]
        if not returned:
            return ModelResponse(parts=list(parts))
        return ModelResponse(parts=[TextPart(" | ".join(str(part.content) for part in returned))])

    return FunctionModel(answer)


REFUND = ToolCallPart("refund", {"order": "A-1", "amount": 50}, "call_1")


def agent_of(ran: Ran, *capabilities: Any, model: FunctionModel | None = None) -> Agent[None, Any]:
    agent = Agent(
        model or calls(REFUND),
        output_type=[str, DeferredToolRequests],
        capabilities=capabilities,
    )

    @agent.tool_plain(requires_approval=True)
    def refund(order: str, amount: int) -> str:
        """Pays money back."""
        ran.append((order, amount))
        return f"{order}: {amount}"

    @agent.tool_plain
    def ask_user(question: str) -> str:
        raise CallDeferred(kind="question")

    return agent


def test_an_approved_call_runs(url: str, person: Person, question: str) -> None:
    ran: Ran = []
    person.answers(question, kind="approve")
    result = agent_of(ran, approvals(client=AsyncLoopgateClient(url), message=question)).run_sync("go")
    assert (result.output, ran) == ("A-1: 50", [("A-1", 50)])


async def test_a_corrected_call_runs_as_it_was_corrected(url: str, person: Person, question: str) -> None:
    ran: Ran = []
    person.answers(question, kind="edit", arguments={"order": "A-1", "amount": 5})
    async with AsyncLoopgateClient(url) as client:
        result = await agent_of(ran, approvals(client=client, message=question)).run("go")
    assert (result.output, ran) == ("A-1: 5", [("A-1", 5)])


async def test_a_correction_that_the_tool_does_not_take_does_not_run(url: str, person: Person, question: str) -> None:
    ran: Ran = []
    person.answers(question, kind="edit", arguments={"order": "A-1", "amount": "much"})
    async with AsyncLoopgateClient(url) as client:
        result = await agent_of(ran, approvals(client=client, message=question)).run("go")
    assert ran == []
    assert "valid integer" in result.output


async def test_a_crash_of_the_server_in_the_middle_is_waited_out(url: str, person: Person, question: str) -> None:
    ran: Ran = []
    person.restarts_and_answers(question, kind="approve")
    async with AsyncLoopgateClient(url) as client:
        await agent_of(ran, approvals(client=client, message=question)).run("go")
    assert ran == [("A-1", 50)]


async def test_a_refused_call_does_not_run_and_the_model_is_told_why(url: str, person: Person, question: str) -> None:
    ran: Ran = []
    person.answers(question, kind="reject", reason="ask Bob first")
    async with AsyncLoopgateClient(url) as client:
        result = await agent_of(ran, approvals(client=client, message=question)).run("go")
    assert (result.output, ran) == ("A person did not approve: ask Bob first", [])


async def test_a_call_that_nobody_answers_does_not_run(url: str, question: str) -> None:
    ran: Ran = []
    async with AsyncLoopgateClient(url) as client:
        agent = agent_of(ran, approvals(client=client, message=question, timeout_seconds=1))
        result = await agent.run("go")
    assert (result.output, ran) == ("Nobody answered in time, so this was not approved.", [])


async def test_an_error_ends_the_run_and_nothing_runs(question: str) -> None:
    ran: Ran = []
    async with AsyncLoopgateClient("http://127.0.0.1:9") as client:
        with pytest.raises(LoopgateUnreachable):
            await agent_of(ran, approvals(client=client)).run("go")
    assert ran == []


async def test_a_question_of_the_model_gets_its_answer(url: str, person: Person, question: str) -> None:
    person.answers(question, kind="text", text="the blue one")
    model = calls(ToolCallPart("ask_user", {"question": question}, "call_1"))
    async with AsyncLoopgateClient(url) as client:
        result = await agent_of([], approvals(client=client), model=model).run("go")
    assert result.output == "the blue one"


async def test_a_canceled_run_takes_its_requests_back(url: str, client: LoopgateClient, question: str) -> None:
    ran: Ran = []
    model = calls(REFUND, ToolCallPart("refund", {"order": "A-2", "amount": 1}, "call_2"))
    async with AsyncLoopgateClient(url) as own:
        task = asyncio.create_task(agent_of(ran, approvals(client=own, message=question), model=model).run("go"))
        while len(asked := pending(client, question)) < 2:
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [client.poll(each)["status"] for each in asked] == ["canceled", "canceled"]
    assert ran == []


def test_an_interrupt_takes_the_request_back(client: LoopgateClient, person: Person, question: str) -> None:
    ran: Ran = []
    result = agent_of(ran).run_sync("go")
    person.interrupts(question)
    with pytest.raises(KeyboardInterrupt):
        resolve_sync(result.output, result.run_id, client=client, message=question)
    assert (pending(client, question), ran) == ([], [])

    # The same call asks again, and not in vain.
    person.answers(question, kind="approve")
    answers = resolve_sync(result.output, result.run_id, client=client, message=question)
    agent_of(ran).run_sync(message_history=result.all_messages(), deferred_tool_results=answers)
    assert ran == [("A-1", 50)]


def test_a_process_that_starts_again_finds_what_it_asked(
    url: str, client: LoopgateClient, person: Person, question: str
) -> None:
    result = agent_of([]).run_sync("go")
    saved = ModelMessagesTypeAdapter.dump_json(result.all_messages())
    with pytest.raises(LoopgateUnreachable, match="killed"), DyingClient(url) as dying:
        resolve_sync(result.output, result.run_id, client=dying, message=question)
    assert len(pending(client, question)) == 1
    person.restarts()

    ran: Ran = []
    person.answers(question, kind="edit", arguments={"order": "A-1", "amount": 7})
    answers = resolve_sync(result.output, result.run_id, client=client, message=question)
    again = agent_of(ran).run_sync(
        message_history=ModelMessagesTypeAdapter.validate_json(saved), deferred_tool_results=answers
    )
    assert (again.output, ran) == ("A-1: 7", [("A-1", 7)])
    # A third one is told the same, and nobody is asked.
    assert resolve_sync(result.output, result.run_id, client=client, message=question) == answers


async def test_another_run_is_asked_about_anew(url: str, client: LoopgateClient, person: Person, question: str) -> None:
    results = [await agent_of([]).run("go") for _ in range(2)]
    async with AsyncDyingClient(url) as dying:
        for result in results:
            with pytest.raises(LoopgateUnreachable, match="killed"):
                await resolve(result.output, result.run_id, client=dying, message=question)
    asked = pending(client, question)
    assert len(asked) == 2
    for each in asked:
        client.cancel(each)


async def test_a_client_of_the_other_kind_is_refused(client: LoopgateClient) -> None:
    with pytest.raises(TypeError, match="AsyncLoopgateClient"):
        await agent_of([], approvals(client=client)).run("go")
