from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from loopgate import AsyncLoopgateClient, LoopgateApiError, LoopgateClient, LoopgateUnreachable
from tests.conftest import Person, pending


def test_a_yes_is_approved(client: LoopgateClient, person: Person, question: str) -> None:
    person.answers(question, kind="approve")
    answer = client.request_approval(
        "py", "py-client", question, action={"name": "deploy", "arguments": {"to": "prod"}}
    )
    assert answer["approved"] is True
    assert answer["decision"]["arguments"] == {"to": "prod"}


def test_a_no_is_not_and_carries_its_reason(client: LoopgateClient, person: Person, question: str) -> None:
    person.answers(question, kind="reject", reason="not today")
    answer = client.request_approval("py", "py-client", question, ["Yes", "No"])
    assert answer["approved"] is False
    assert answer["decision"]["reason"] == "not today"


def test_free_text_never_approves(client: LoopgateClient, person: Person, question: str) -> None:
    person.answers(question, kind="text", text="yes, approve it")
    answer = client.request_approval("py", "py-client", question)
    assert (answer["response"], answer["approved"]) == ("yes, approve it", False)


def test_a_timeout_is_no_yes(client: LoopgateClient, question: str) -> None:
    answer = client.request_approval("py", "py-client", question, ["Yes", "No"], timeout_seconds=1)
    assert (answer["status"], answer["approved"]) == ("timeout", False)


def test_a_crash_of_the_server_in_the_middle_is_waited_out(
    client: LoopgateClient, person: Person, question: str
) -> None:
    created = client.create_request({"session_id": "py", "client_id": "py-client", "message": question})
    person.restarts_and_answers(question, kind="text", text="still here")
    assert client.wait(created["request_id"])["response"] == "still here"


async def test_the_asynchronous_client_asks_too(url: str, person: Person, question: str) -> None:
    person.answers(question, kind="pick", values=["Yes"])
    async with AsyncLoopgateClient(url) as client:
        answer = await client.request_approval("py", "py-client", question, ["Yes", "No"])
    assert answer["approved"] is True


async def test_a_canceled_task_takes_its_request_back(url: str, question: str) -> None:
    async with AsyncLoopgateClient(url) as client:
        request = {"session_id": "py", "client_id": "py-client", "message": question, "idempotency_key": question}
        created = await client.create_request(request)
        task = asyncio.create_task(client.ask(request))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.poll(created["request_id"]))["status"] == "canceled"


class SlowToHear(httpx.AsyncHTTPTransport):
    """Hears that a request was made only a while after the server has stored it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if request.url.path == "/hitl/request":
            await asyncio.sleep(0.5)
        return response


async def test_a_task_that_is_canceled_while_it_asks_takes_its_request_back(
    url: str, client: LoopgateClient, question: str
) -> None:
    async with AsyncLoopgateClient(url, transport=SlowToHear()) as own:
        task = asyncio.create_task(own.request_approval("py", "py-client", question))
        while not (asked := pending(client, question)):
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert client.poll(asked[0])["status"] == "canceled"


def test_a_refusal_names_the_field(client: LoopgateClient) -> None:
    with pytest.raises(LoopgateApiError) as refused:
        client.create_request({"client_id": "py-client", "message": "?"})
    assert refused.value.code == "invalid_request"
    assert refused.value.fields[0]["path"] == "session_id"


def test_nobody_there_is_told_as_such() -> None:
    with pytest.raises(LoopgateUnreachable):
        LoopgateClient("http://127.0.0.1:9").poll("00000000-0000-7000-8000-000000000000")


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"location": "http://thief.invalid/"})

    client = LoopgateClient("http://gate.invalid", "lk_pub_secret", transport=httpx.MockTransport(answer))
    with pytest.raises(LoopgateApiError):
        client.pending()
    assert seen == ["gate.invalid"]


def test_what_passes_is_waited_out_as_long_as_the_server_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    yes = {"decision": {"outcome": "approve"}, "approved": True}
    final: dict[str, Any] = {"request_id": "r", "status": "completed", "completed": True, **yes}
    replies = [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(502), httpx.Response(200, json=final)]
    client = LoopgateClient("http://gate.invalid", transport=httpx.MockTransport(lambda _: replies.pop(0)))
    assert client.wait("r")["approved"] is True
    assert slept[0] >= 7 and slept[1] < 1


def test_what_will_always_be_refused_is_not_tried_again() -> None:
    replies = [httpx.Response(404, json={"code": "request_not_found", "detail": "No."})]
    client = LoopgateClient("http://gate.invalid", transport=httpx.MockTransport(lambda _: replies.pop(0)))
    with pytest.raises(LoopgateApiError, match="request_not_found"):
        client.wait("r")


@pytest.mark.parametrize(
    "body",
    [
        {"request_id": "other", "status": "completed", "completed": True, "approved": True},
        {"request_id": "r", "status": "completed", "completed": "yes", "approved": True},
        {"ok": True},
        ["approved"],
        "approved",
    ],
)
def test_the_answer_of_another_program_is_none(body: Any) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body if request.method == "GET" else {"request_id": "r"})

    client = LoopgateClient("http://gate.invalid", transport=httpx.MockTransport(answer))
    with pytest.raises(LoopgateApiError, match="not one that Loopgate gives"):
        client.request_approval("py", "py-client", "Deploy?")


def test_a_program_that_takes_every_call_for_a_good_one_has_stored_no_request() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"approved": True}))
    with pytest.raises(LoopgateApiError, match="not one that Loopgate gives"):
        LoopgateClient("http://gate.invalid", transport=transport).request_approval("py", "py-client", "Deploy?")


@pytest.mark.parametrize(
    "wrong",
    [
        {"approved": "true"},
        {"approved": 1},
        {"status": "timeout"},
        {"decision": {"outcome": "reject"}},
        {"decision": {"outcome": "respond"}},
        {"decision": None},
    ],
)
def test_an_answer_that_contradicts_itself_is_no_yes(wrong: dict[str, Any]) -> None:
    yes = {"request_id": "r", "status": "completed", "completed": True, "approved": True}
    body = {**yes, "decision": {"outcome": "approve"}, **wrong}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    client = LoopgateClient("http://gate.invalid", transport=transport)
    assert client.request_approval("py", "py-client", "Deploy?")["approved"] is False
    assert client.poll("r")["approved"] is False
