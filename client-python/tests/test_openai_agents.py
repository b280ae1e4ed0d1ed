from __future__ import annotations

import asyncio
from typing import Any

import pytest
from agents import Agent, Runner, RunState, function_tool, set_tracing_disabled
from agents.testing import ScriptedModel, assistant_message, function_call

from loopgate import AsyncLoopgateClient, LoopgateClient, LoopgateUnreachable
from loopgate.openai_agents import ask_person_tool, resolve, resolve_sync, run, run_sync
from tests.conftest import AsyncDyingClient, Person, pending

set_tracing_disabled(True)


def agent_of(ran: list[str], *steps: Any, tools: Any = ()) -> tuple[Agent[Any], ScriptedModel]:
    @function_tool(needs_approval=True)
    def deploy(version: str) -> str:
        """Deploys a version."""
        ran.append(version)
        return f"{version} is out"

    model = ScriptedModel(steps)
    return Agent(name="Ops", model=model, tools=[deploy, *tools]), model


DEPLOY = [function_call("deploy", {"version": "2.1.0"}, call_id="call_1")]
DONE = [assistant_message("Done.")]


def told(model: ScriptedModel) -> list[str]:
    """What the tools gave back to the model."""
    items = model.calls[-1].input
    assert not isinstance(items, str)
    return [str(item["output"]) for item in items if item.get("type") == "function_call_output"]


async def test_an_approved_call_runs(url: str, person: Person, question: str) -> None:
    ran: list[str] = []
    agent, model = agent_of(ran, DEPLOY, DONE)
    person.answers(question, kind="approve")
    async with AsyncLoopgateClient(url) as client:
        result = await run(agent, "go", client=client, message=question)
    assert (result.final_output, ran, told(model)) == ("Done.", ["2.1.0"], ["2.1.0 is out"])


def test_nobody_is_offered_a_correction_which_the_sdk_could_not_run(
    client: LoopgateClient, person: Person, question: str
) -> None:
    ran: list[str] = []
    agent, _ = agent_of(ran, DEPLOY, DONE)
    person.answers_after_a_refusal(question, {"kind": "edit", "arguments": {"version": "2.0.9"}}, kind="approve")
    run_sync(agent, "go", client=client, message=question)
    assert ran == ["2.1.0"]


def test_a_crash_of_the_server_in_the_middle_is_waited_out(
    client: LoopgateClient, person: Person, question: str
) -> None:
    ran: list[str] = []
    agent, _ = agent_of(ran, DEPLOY, DONE)
    person.restarts_and_answers(question, kind="approve")
    run_sync(agent, "go", client=client, message=question)
    assert ran == ["2.1.0"]


def test_a_refused_call_does_not_run_and_the_model_is_told_why(
    client: LoopgateClient, person: Person, question: str
) -> None:
    ran: list[str] = []
    agent, model = agent_of(ran, DEPLOY, DONE)
    person.answers(question, kind="reject", reason="not on a Friday")
    run_sync(agent, "go", client=client, message=question)
    assert (ran, told(model)) == ([], ["A person did not approve: not on a Friday"])


def test_a_call_that_nobody_answers_does_not_run(client: LoopgateClient, question: str) -> None:
    ran: list[str] = []
    agent, model = agent_of(ran, DEPLOY, DONE)
    run_sync(agent, "go", client=client, message=question, timeout_seconds=1)
    assert (ran, told(model)) == ([], ["Nobody answered in time, so this was not approved."])


async def test_an_error_ends_the_run_and_nothing_runs() -> None:
    ran: list[str] = []
    agent, _ = agent_of(ran, DEPLOY, DONE)
    async with AsyncLoopgateClient("http://127.0.0.1:9") as client:
        with pytest.raises(LoopgateUnreachable):
            await run(agent, "go", client=client)
    assert ran == []


async def test_a_question_of_the_agent_gets_its_answer(url: str, person: Person, question: str) -> None:
    person.answers(question, kind="pick", values=["Blog"])
    async with AsyncLoopgateClient(url) as client:
        asking = [
            function_call("ask_person", {"question": question, "options": ["Newsletter", "Blog"]}, call_id="call_1")
        ]
        agent, model = agent_of([], asking, DONE, tools=[ask_person_tool(client=client)])
        await run(agent, "go", client=client)
    assert told(model) == ["Blog"]


async def test_a_canceled_run_takes_its_request_back(url: str, client: LoopgateClient, question: str) -> None:
    ran: list[str] = []
    agent, _ = agent_of(ran, DEPLOY, DONE)
    async with AsyncLoopgateClient(url) as own:
        task = asyncio.create_task(run(agent, "go", client=own, message=question))
        while not (asked := pending(client, question)):
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (client.poll(asked[0])["status"], ran) == ("canceled", [])


def test_an_interrupt_takes_the_request_back(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[str] = []
    agent, _ = agent_of(ran, DEPLOY, DONE)
    person.interrupts(question)
    with pytest.raises(KeyboardInterrupt):
        run_sync(agent, "go", client=client, message=question)
    assert (pending(client, question), ran) == ([], [])


async def test_a_run_is_taken_up_again_from_its_saved_state(
    url: str, client: LoopgateClient, person: Person, question: str
) -> None:
    first, _ = agent_of([], DEPLOY)
    saved = (await Runner.run(first, "go")).to_state().to_string()
    async with AsyncDyingClient(url) as dying:
        with pytest.raises(LoopgateUnreachable, match="killed"):
            await resolve(await RunState.from_string(first, saved), question, client=dying, message=question)
    assert len(pending(client, question)) == 1
    person.restarts()

    ran: list[str] = []
    agent, model = agent_of(ran, DONE)
    person.answers(question, kind="approve")
    async with AsyncLoopgateClient(url) as own:
        state = await resolve(await RunState.from_string(agent, saved), question, client=own, message=question)
    result = await Runner.run(agent, state)
    assert (result.final_output, ran, told(model)) == ("Done.", ["2.1.0"], ["2.1.0 is out"])


async def test_another_run_is_asked_about_anew(url: str, client: LoopgateClient, question: str) -> None:
    agent, _ = agent_of([], DEPLOY)
    saved = (await Runner.run(agent, "go")).to_state().to_string()
    async with AsyncDyingClient(url) as dying:
        for name in (question, f"{question} 2", f"{question} 2", None):
            with pytest.raises(LoopgateUnreachable, match="killed"):
                await resolve(await RunState.from_string(agent, saved), name, client=dying, message=question)
    asked = pending(client, question)
    assert len(asked) == 3
    for each in asked:
        client.cancel(each)


def test_a_client_of_the_other_kind_is_refused(url: str) -> None:
    agent, _ = agent_of([], DEPLOY)
    with pytest.raises(TypeError, match="not an AsyncLoopgateClient"):
        resolve_sync(Runner.run_sync(agent, "go").to_state(), None, client=AsyncLoopgateClient(url))
