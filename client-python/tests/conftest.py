"""A real Loopgate runs beside the tests. Behind ``control`` a person answers its cards, and restarts it."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from loopgate import Answer, AsyncLoopgateClient, LoopgateClient, LoopgateUnreachable


def needed(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        pytest.exit(f"{name} is not set: run `npx vitest run test/sdks`, which starts a Loopgate for these tests", 2)
    return value


class Person:
    """Does something at the gate, in the background: answering waits until the question is there."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._failures: list[Exception] = []

    def answers(self, message: str, **reply: Any) -> None:
        self._do([{"answer": {"message": message, "reply": reply}}])

    def answers_request(self, request_id: str, **reply: Any) -> None:
        self._do([{"answer": {"request_id": request_id, "reply": reply}}])

    def answers_after_a_refusal(self, message: str, refused: dict[str, Any], **reply: Any) -> None:
        """The gate does not take the first reply."""
        self._do(
            [{"refused": {"message": message, "reply": refused}}, {"answer": {"message": message, "reply": reply}}]
        )

    def interrupts(self, message: str) -> None:
        """Presses Ctrl-C in the tests' own process, once the question waits."""
        self._start(self._interrupt, message)

    def restarts(self) -> None:
        """Crashes the gate, and returns once it is there again."""
        self._obey([{"restart": "crash"}])

    def restarts_and_answers(self, message: str, **reply: Any) -> None:
        """Crashes the gate in the middle of the wait."""
        self._start(self._restart_in_between, (message, reply))

    def close(self) -> None:
        for thread in self._threads:
            thread.join(60)
        if self._failures:
            raise self._failures[0]

    def _do(self, commands: list[dict[str, Any]]) -> None:
        self._start(self._obey, commands)

    def _start(self, work: Callable[[Any], None], argument: Any) -> None:
        thread = threading.Thread(target=work, args=[argument], daemon=True)
        thread.start()
        self._threads.append(thread)

    def _interrupt(self, message: str) -> None:
        until_it_waits(message)
        os.kill(os.getpid(), signal.SIGINT)

    def _restart_in_between(self, asked: tuple[str, dict[str, Any]]) -> None:
        message, reply = asked
        until_it_waits(message)
        self._obey([{"restart": "crash"}, {"answer": {"message": message, "reply": reply}}])

    def _obey(self, commands: list[dict[str, Any]]) -> None:
        try:
            for command in commands:
                request = urllib.request.Request(
                    needed("LOOPGATE_TEST_CONTROL"), json.dumps(command).encode(), method="POST"
                )
                with urllib.request.urlopen(request, timeout=60):
                    pass
        except Exception as error:
            self._failures.append(error)


class DyingClient(LoopgateClient):
    """Asks, and is gone before the answer, as with a process that was killed: it takes nothing back."""

    def wait(self, request_id: str) -> Answer:
        raise LoopgateUnreachable("killed")


class AsyncDyingClient(AsyncLoopgateClient):
    async def wait(self, request_id: str) -> Answer:
        raise LoopgateUnreachable("killed")


def pending(client: LoopgateClient, message: str) -> list[str]:
    """The ids of what waits with this message."""
    requests = client.pending(limit=200)["pending_requests"]
    return [request["request_id"] for request in requests if request["message"] == message]


def until_it_waits(message: str) -> None:
    """Returns once a request with this message is there, and its client in a poll for it."""
    until = time.monotonic() + 30
    with LoopgateClient(needed("LOOPGATE_TEST_URL")) as client:
        while not pending(client, message):
            if time.monotonic() > until:
                raise TimeoutError(f'nobody asked "{message}"')
            time.sleep(0.05)
    time.sleep(0.3)


@pytest.fixture
def person() -> Iterator[Person]:
    one = Person()
    yield one
    one.close()


@pytest.fixture
def url() -> str:
    return needed("LOOPGATE_TEST_URL")


@pytest.fixture
def client(url: str) -> Iterator[LoopgateClient]:
    with LoopgateClient(url) as one:
        yield one


@pytest.fixture
def question(request: pytest.FixtureRequest) -> str:
    """A message that no other test uses."""
    return f"Python asks in {request.node.name}"
