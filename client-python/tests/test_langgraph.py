from __future__ import annotations

import asyncio
from typing import Any, TypedDict

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

from loopgate import AsyncLoopgateClient, LoopgateClient, LoopgateUnreachable
from loopgate.langgraph import ainvoke, approvals, invoke, resume
from tests.conftest import AsyncDyingClient, DyingClient, Person, pending

THREAD: RunnableConfig = {"configurable": {"thread_id": "t-1"}}
GO: Any = {"messages": [{"role": "user", "content": "go"}]}


class ScriptedChat(GenericFakeChatModel):
    """LangChain's fake model, which knows no tools."""

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self


def scripted(*calls: tuple[str, dict[str, Any]]) -> ScriptedChat:
    """Makes these calls at once, and then says that it is done."""
    made = [
        {"name": name, "args": args, "id": f"call_{at}", "type": "tool_call"} for at, (name, args) in enumerate(calls)
    ]
    return ScriptedChat(messages=iter([AIMessage("", tool_calls=made), AIMessage("Done.")]))


def agent_of(ran: list[str], middleware: Any, saver: Any = None, model: ScriptedChat | None = None) -> Any:
    @tool
    def deploy(version: str) -> str:
        """Deploys a version."""
        ran.append(version)
        return f"{version} is out"

    @tool
    def ask_user(question: str) -> str:
        """Asks the user."""
        raise AssertionError("a person answers in its place")

    return create_agent(
        model or scripted(("deploy", {"version": "2.1.0"})),
        [deploy, ask_user],
        middleware=[middleware],
        checkpointer=saver,
    )


def told(result: Any) -> list[str]:
    """What the tools gave back to the model."""
    return [str(message.content) for message in result["messages"] if message.type == "tool"]


def reviewed(*decisions: Any, mode: Any = "batched", tool: str = "deploy") -> Any:
    return HumanInTheLoopMiddleware({tool: {"allowed_decisions": list(decisions)}}, interrupt_mode=mode)


MODES = pytest.mark.parametrize("mode", ["batched", "per_call"])


@MODES
def test_langchains_middleware_is_resumed_with_a_yes(
    client: LoopgateClient, person: Person, question: str, mode: str
) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject", mode=mode), InMemorySaver())
    person.answers(question, kind="approve")
    result = invoke(agent, GO, THREAD, client=client, message=question)
    assert (ran, told(result)) == (["2.1.0"], ["2.1.0 is out"])


@MODES
async def test_langchains_middleware_is_resumed_with_a_correction(
    url: str, person: Person, question: str, mode: str
) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "edit", "reject", mode=mode), InMemorySaver())
    person.answers(question, kind="edit", arguments={"version": "2.0.9"})
    async with AsyncLoopgateClient(url) as client:
        await ainvoke(agent, GO, THREAD, {"version": "v2"}, client=client, message=question)
    assert ran == ["2.0.9"]


@MODES
def test_langchains_middleware_is_resumed_with_a_no_and_its_reason(
    client: LoopgateClient, person: Person, question: str, mode: str
) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject", mode=mode), InMemorySaver())
    person.answers(question, kind="reject", reason="not on a Friday")
    [said] = told(invoke(agent, GO, THREAD, client=client, message=question))
    assert ran == []
    assert "A person did not approve: not on a Friday" in said


@MODES
def test_a_correction_is_offered_only_where_the_middleware_takes_one(
    client: LoopgateClient, person: Person, question: str, mode: str
) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject", mode=mode), InMemorySaver())
    person.answers_after_a_refusal(question, {"kind": "edit", "arguments": {"version": "2.0.9"}}, kind="approve")
    invoke(agent, GO, THREAD, client=client, message=question)
    assert ran == ["2.1.0"]


@MODES
def test_a_tool_that_asks_gets_the_persons_answer(
    client: LoopgateClient, person: Person, question: str, mode: str
) -> None:
    agent = agent_of(
        [],
        reviewed("respond", mode=mode, tool="ask_user"),
        InMemorySaver(),
        scripted(("ask_user", {"question": question})),
    )
    person.answers(question, kind="text", text="the blue one")
    assert told(invoke(agent, GO, THREAD, client=client)) == ["the blue one"]


@MODES
def test_a_timeout_is_a_no(client: LoopgateClient, question: str, mode: str) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject", mode=mode), InMemorySaver())
    [said] = told(invoke(agent, GO, THREAD, client=client, message=question, timeout_seconds=1))
    assert ran == []
    assert "Nobody answered in time, so this was not approved." in said


def test_several_calls_are_asked_about_at_once_and_each_gets_its_own_answer(
    url: str, client: LoopgateClient, person: Person, question: str
) -> None:
    ran: list[str] = []
    model = scripted(("deploy", {"version": "1"}), ("deploy", {"version": "2"}))
    agent = agent_of(ran, reviewed("approve", "reject"), InMemorySaver(), model)
    stopped = agent.invoke(GO, THREAD)["__interrupt__"]
    with pytest.raises(LoopgateUnreachable), DyingClient(url) as dying:
        resume(stopped, THREAD, client=dying, message=question)
    first, second = sorted(pending(client, question))
    person.answers_request(second, kind="approve")
    person.answers_request(first, kind="reject")
    agent.invoke(resume(stopped, THREAD, client=client, message=question), THREAD)
    assert ran == ["2"]


def test_a_crash_of_the_server_in_the_middle_is_waited_out(
    client: LoopgateClient, person: Person, question: str
) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject"), InMemorySaver())
    person.restarts_and_answers(question, kind="approve")
    invoke(agent, GO, THREAD, client=client, message=question)
    assert ran == ["2.1.0"]


class State(TypedDict, total=False):
    done: str


def graph_of(value: Any, saver: Any) -> Any:
    def node(state: State) -> State:
        answer = interrupt(value)
        return {"done": f"{answer['approved']}: {answer['response']}"}

    return StateGraph(State).add_node(node).add_edge(START, "node").compile(checkpointer=saver)


def test_an_interrupt_of_ones_own_is_resumed_with_the_answer(
    client: LoopgateClient, person: Person, question: str
) -> None:
    person.answers(question, kind="pick", values=["Ship"])
    options = [{"value": "Ship", "effect": "approve"}, {"value": "Hold", "effect": "reject"}]
    graph = graph_of({"message": question, "options": options}, InMemorySaver())
    assert invoke(graph, {}, THREAD, client=client)["done"] == "True: Ship"


async def test_words_never_approve(url: str, person: Person, question: str) -> None:
    person.answers(question, kind="text", text="yes")
    async with AsyncLoopgateClient(url) as client:
        assert (await ainvoke(graph_of(question, InMemorySaver()), {}, THREAD, client=client))["done"] == "False: yes"


def test_an_interrupt_that_says_nothing_to_a_person_is_not_asked_about(client: LoopgateClient) -> None:
    with pytest.raises(TypeError, match="dictionary of a request's fields"):
        invoke(graph_of({"amount": 5}, InMemorySaver()), {}, THREAD, client=client)


def test_a_process_that_starts_again_finds_what_it_asked(
    url: str, client: LoopgateClient, person: Person, question: str
) -> None:
    saver, ran = InMemorySaver(), list[str]()
    with pytest.raises(LoopgateUnreachable, match="killed"), DyingClient(url) as dying:
        invoke(agent_of(ran, reviewed("approve", "reject"), saver), GO, THREAD, client=dying, message=question)
    assert len(pending(client, question)) == 1
    person.restarts()

    agent = agent_of(ran, reviewed("approve", "reject"), saver, ScriptedChat(messages=iter([AIMessage("Done.")])))
    person.answers(question, kind="approve")
    stopped = agent.get_state(THREAD).interrupts
    agent.invoke(resume(stopped, THREAD, client=client, message=question), THREAD)
    assert ran == ["2.1.0"]


def test_an_interrupt_takes_the_request_back(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[str] = []
    agent = agent_of(ran, reviewed("approve", "reject"), InMemorySaver())
    person.interrupts(question)
    with pytest.raises(KeyboardInterrupt):
        invoke(agent, GO, THREAD, client=client, message=question)
    assert (pending(client, question), ran) == ([], [])


def test_an_approved_call_runs_behind_our_own_middleware(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[str] = []
    person.answers(question, kind="approve")
    agent = agent_of(ran, approvals(client=client, message=question))
    assert (told(agent.invoke(GO)), ran) == (["2.1.0 is out"], ["2.1.0"])


async def test_our_own_middleware_runs_what_was_corrected(url: str, person: Person, question: str) -> None:
    ran: list[str] = []
    person.answers(question, kind="edit", arguments={"version": "2.0.9"})
    async with AsyncLoopgateClient(url) as client:
        agent = agent_of(ran, approvals(["deploy"], client=client, message=question))
        assert (told(await agent.ainvoke(GO)), ran) == (["2.0.9 is out"], ["2.0.9"])


def test_our_own_middleware_tells_the_model_of_a_no(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[str] = []
    person.answers(question, kind="reject", reason="not on a Friday")
    agent = agent_of(ran, approvals(client=client, message=question))
    assert (told(agent.invoke(GO)), ran) == (["A person did not approve: not on a Friday"], [])


def test_our_own_middleware_takes_silence_for_a_no(client: LoopgateClient, question: str) -> None:
    ran: list[str] = []
    agent = agent_of(ran, approvals(client=client, message=question, timeout_seconds=1))
    assert (told(agent.invoke(GO)), ran) == (["Nobody answered in time, so this was not approved."], [])


def test_our_own_middleware_lets_other_tools_pass(client: LoopgateClient) -> None:
    ran: list[str] = []
    agent_of(ran, approvals(["drop_table"], client=client)).invoke(GO)
    assert ran == ["2.1.0"]


def test_an_error_ends_the_run_and_nothing_runs() -> None:
    ran: list[str] = []
    with LoopgateClient("http://127.0.0.1:9") as client, pytest.raises(LoopgateUnreachable):
        agent_of(ran, approvals(client=client)).invoke(GO)
    assert ran == []


async def test_a_canceled_run_takes_its_request_back(url: str, client: LoopgateClient, question: str) -> None:
    ran: list[str] = []
    async with AsyncLoopgateClient(url) as own:
        agent = agent_of(ran, approvals(client=own, message=question))
        task = asyncio.create_task(agent.ainvoke(GO))
        while not (asked := pending(client, question)):
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (client.poll(asked[0])["status"], ran) == ("canceled", [])


async def test_a_thread_that_is_taken_up_again_finds_what_our_own_middleware_asked(
    url: str, client: LoopgateClient, person: Person, question: str
) -> None:
    saver, ran = InMemorySaver(), list[str]()
    async with AsyncDyingClient(url) as dying:
        with pytest.raises(LoopgateUnreachable, match="killed"):
            await agent_of(ran, approvals(client=dying, message=question), saver).ainvoke(GO, THREAD)
    assert len(pending(client, question)) == 1

    person.answers(question, kind="approve")
    async with AsyncLoopgateClient(url) as own:
        model = ScriptedChat(messages=iter([AIMessage("Done.")]))
        agent = agent_of(ran, approvals(client=own, message=question), saver, model)
        await agent.ainvoke(None, THREAD)
    assert ran == ["2.1.0"]
