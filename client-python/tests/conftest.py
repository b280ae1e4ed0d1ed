"""A real Loopgate runs beside the tests. Behind ``control`` a person answers its cards, and restarts it."""

from __future__ import annotations

import json
import os
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from loopgate import LoopgateClient


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

    def restarts_and_answers(self, message: str, **reply: Any) -> None:
        self._do([{"restart": "crash"}, {"answer": {"message": message, "reply": reply}}])

    def close(self) -> None:
        for thread in self._threads:
            thread.join(60)
        if self._failures:
            raise self._failures[0]

    def _do(self, commands: list[dict[str, Any]]) -> None:
        thread = threading.Thread(target=self._obey, args=[commands], daemon=True)
        thread.start()
        self._threads.append(thread)

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
