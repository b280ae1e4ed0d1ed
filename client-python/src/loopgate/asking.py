"""What the gates of functions and of frameworks' tools share: how a call is asked about, and with which client."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, cast

from .async_client import AsyncLoopgateClient
from .client import LoopgateClient
from .flows import present
from .messages import Answer, Risk

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Asking(TypedDict, total=False):
    """How people are asked. Left out, the client is one of LOOPGATE_URL, and the session is named like the client."""

    client: LoopgateClient | AsyncLoopgateClient
    session_id: str
    client_id: str
    message: str
    risk: Risk
    timeout_seconds: int


@dataclass(frozen=True)
class ToolCall:
    """A call that a model wants to be made.

    ``key`` names it among all calls that were ever made, and is the same after a restart of the process. Where nothing
    names it so, it is None: each asking is a new request then, as an old yes must not serve another call.
    """

    name: str
    arguments: dict[str, Any]
    key: tuple[str, ...] | None
    description: str | None = None


class Asker:
    """Asks on behalf of one framework's tools."""

    def __init__(self, framework: str, **asking: Unpack[Asking]) -> None:
        self._framework = framework
        self._asking = asking

    def approval(self, call: ToolCall, *, editable: bool) -> dict[str, Any]:
        """The request that shows the call. ``editable``: the framework can run it with corrected arguments."""
        action = {
            "name": call.name,
            "description": call.description[:2000] if call.description else None,
            "arguments": as_json(call.name, call.arguments),
        }
        return self.request(
            {
                "message": f"May {call.name} run?",
                "action": present(action),
                "allowed_decisions": ["approve", "edit"] if editable else ["approve"],
            },
            call.key,
        )

    def request(self, question: dict[str, Any], key: tuple[str, ...] | None) -> dict[str, Any]:
        """A request of the contract's fields, completed by what every request of this asker has."""
        client_id = self._asking.get("client_id", self._framework)
        return present(
            {
                "session_id": self._asking.get("session_id", client_id),
                "client_id": client_id,
                "risk": self._asking.get("risk"),
                "timeout_seconds": self._asking.get("timeout_seconds"),
                "source": {"framework": self._framework},
                **question,
                "message": self._asking.get("message", question["message"]),
                "idempotency_key": None if key is None else f"{self._framework}:{digest(key)}",
            }
        )

    def ask(self, requests: list[dict[str, Any]]) -> list[Answer]:
        """The final answers, in the order of the requests, all of which people see at once."""
        if not requests:
            return []
        with blocking(self._asking.get("client")) as client:
            return client.ask_all(requests)

    async def ask_async(self, requests: list[dict[str, Any]]) -> list[Answer]:
        if not requests:
            return []
        async with awaited(self._asking.get("client")) as client:
            return await client.ask_all(requests)


@contextlib.contextmanager
def blocking(client: LoopgateClient | AsyncLoopgateClient | None) -> Iterator[LoopgateClient]:
    """The client given, or one of its own for as long as it is needed."""
    if isinstance(client, AsyncLoopgateClient):
        raise TypeError("What blocks is gated by a LoopgateClient, not an AsyncLoopgateClient.")
    if client is not None:
        yield client
        return
    with LoopgateClient() as own:
        yield own


@contextlib.asynccontextmanager
async def awaited(client: LoopgateClient | AsyncLoopgateClient | None) -> AsyncIterator[AsyncLoopgateClient]:
    """The client given, or one of its own for as long as it is needed."""
    if isinstance(client, LoopgateClient):
        raise TypeError("What is awaited is gated by an AsyncLoopgateClient, not a LoopgateClient.")
    if client is not None:
        yield client
        return
    async with AsyncLoopgateClient() as own:
        yield own


@contextlib.contextmanager
def importing(module: str, extra: str) -> Iterator[None]:
    """Says what to install where a framework is not there."""
    try:
        yield
    except ImportError as error:
        package = f"path/to/loopgate/client-python[{extra}]"
        raise ImportError(f'{module} needs its framework: pip install "{package}" ({error})') from error


def as_json(function: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments as the gate shows them. What JSON does not hold cannot be shown, so it cannot be approved."""
    try:
        text = json.dumps(with_names(arguments), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"The arguments of {function} are not JSON, so nobody can be shown them: {error}") from error
    return cast("dict[str, Any]", json.loads(text))


def with_names(value: Any) -> Any:
    """JSON's names are texts. Others would be made texts in silence, and fall together with those that are."""
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("a dictionary has a key that is no text")
        return {name: with_names(item) for name, item in value.items()}
    return [with_names(item) for item in value] if isinstance(value, list | tuple) else value


def digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()
