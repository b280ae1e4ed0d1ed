"""The client for asyncio: the same names, awaited."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Any, TypeVar, cast

import httpx

from . import flows, http
from .errors import LoopgateError
from .flows import Call, Flow
from .messages import Action, Answer, Created, Registered, Risk

T = TypeVar("T")

# In seconds: a server that is gone must not hold up whoever gives up.
LONGEST_FAREWELL = 5.0


class AsyncLoopgateClient:
    """Calls one Loopgate. ``base_url`` and ``api_key`` default to LOOPGATE_URL and LOOPGATE_API_KEY."""

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(transport=transport, **http.options(base_url, api_key))

    async def __aenter__(self) -> AsyncLoopgateClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def register_session(
        self, session_id: str, client_id: str, telegram_id: int | None = None, responders: list[str] | None = None
    ) -> Registered:
        """Says where the requests of a session go, and who may answer them."""
        session = {
            "session_id": session_id,
            "client_id": client_id,
            "telegram_id": telegram_id,
            "responders": responders,
        }
        return cast(Registered, await self._perform(flows.register(session)))

    async def request_approval(
        self,
        session_id: str,
        client_id: str,
        message: str,
        options: list[Any] | None = None,
        metadata: dict[str, Any] | None = None,
        *,
        action: Action | None = None,
        allowed_decisions: list[str] | None = None,
        risk: Risk | None = None,
        timeout_seconds: int | None = None,
        idempotency_key: str | None = None,
        **more: Any,
    ) -> Answer:
        """Asks, and waits for the answer. Canceling the task takes the request back. Only ``approved`` is a yes."""
        return await self.ask(
            {
                "session_id": session_id,
                "client_id": client_id,
                "message": message,
                "options": options or None,
                "metadata": metadata,
                "action": action,
                "allowed_decisions": allowed_decisions,
                "risk": risk,
                "timeout_seconds": timeout_seconds,
                "idempotency_key": idempotency_key,
                **more,
            }
        )

    async def ask(self, request: dict[str, Any]) -> Answer:
        """Makes a request of the contract's fields and waits for its answer.

        A request with an ``idempotency_key`` is found again, also by another process, unless it was taken back.
        """
        [answer] = await self.ask_all([request])
        return answer

    async def ask_all(self, requests: list[dict[str, Any]]) -> list[Answer]:
        """Makes several requests, which people see at once, and waits for all their answers, in the same order."""
        # One that is on its way is not broken off: whether it was stored must be known, to take it back.
        making: list[asyncio.Task[Created]] = []
        try:
            for request in requests:
                making.append(asyncio.create_task(self._run(flows.asking(request))))
                await asyncio.shield(making[-1])
            return [await self.wait(made.result()["request_id"]) for made in making]
        except BaseException as gave_up:
            if not isinstance(gave_up, LoopgateError):
                await self._take_back(making)
            raise

    async def create_request(self, request: dict[str, Any]) -> Created:
        return await self._run(flows.creating(request))

    async def poll(self, request_id: str, wait: float = 0) -> Answer:
        """The state now, or as soon as the request ends within ``wait`` seconds (55 at most)."""
        return flows.told(request_id, await self._perform(flows.poll(request_id, wait)))

    async def wait(self, request_id: str) -> Answer:
        """The final answer, however long it takes; lost connections and busy servers are waited out."""
        return await self._run(flows.waiting(request_id))

    async def cancel(self, request_id: str, reason: str | None = None) -> None:
        await self._perform(flows.cancel(request_id, reason))

    async def pending(self, **query: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", await self._perform(flows.pending(query)))

    async def _take_back(self, making: list[asyncio.Task[Created]]) -> None:
        """Cancels them, also where the caller is canceled again and again meanwhile, as anyio does."""

        async def cancel_all() -> None:
            for made in making:
                with contextlib.suppress(LoopgateError):
                    await self.cancel((await made)["request_id"], "the caller gave up")

        canceling = asyncio.create_task(asyncio.wait_for(cancel_all(), LONGEST_FAREWELL))
        while not canceling.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([canceling])
        with contextlib.suppress(Exception):
            canceling.result()

    async def _perform(self, call: Call) -> Any:
        try:
            response = await self._http.request(**http.arguments(call))
        except httpx.HTTPError as error:
            raise http.unreachable(self._http.base_url, error) from error
        return http.read(response)

    async def _run(self, flow: Flow[T]) -> T:
        try:
            step = next(flow)
            while True:
                if isinstance(step, Call):
                    try:
                        result = await self._perform(step)
                    except LoopgateError as error:
                        step = flow.throw(error)
                        continue
                    step = flow.send(result)
                else:
                    await asyncio.sleep(step.seconds)
                    step = next(flow)
        except StopIteration as end:
            return cast(T, end.value)
