"""What happens in a call, written once: a flow yields what is to be done, and a client, blocking or not, does it."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from .errors import LoopgateApiError, LoopgateUnreachable
from .messages import Answer, Created

T = TypeVar("T")

LONGEST_WAIT = 55
GRACE = 10.0
PATIENCE = 30.0
# Busy, restarting, or a proxy in front of a server that is.
PASSING = frozenset({408, 429, 502, 503, 504})


@dataclass(frozen=True)
class Call:
    """One HTTP call; what it resumes with is the JSON of a 2xx answer."""

    method: str
    path: str
    json: dict[str, Any] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    timeout: float = PATIENCE


@dataclass(frozen=True)
class Sleep:
    """A pause, in seconds."""

    seconds: float


Flow = Generator[Call | Sleep, Any, T]


def register(session: dict[str, Any]) -> Call:
    return Call("POST", "/hitl/register", present(session))


def create(request: dict[str, Any]) -> Call:
    return Call("POST", "/hitl/request", present(request))


def poll(request_id: str, wait: float = 0) -> Call:
    params: dict[str, Any] = {"request_id": request_id}
    if wait > 0:
        params["wait"] = min(wait, LONGEST_WAIT)
    return Call("GET", "/hitl/poll", params=params, timeout=wait + GRACE)


def cancel(request_id: str, reason: str | None) -> Call:
    return Call("POST", "/hitl/cancel", present({"request_id": request_id, "reason": reason}))


def pending(query: dict[str, Any]) -> Call:
    return Call("GET", "/hitl/pending", params=present(query))


def waiting(request_id: str) -> Flow[Answer]:
    """Long polls until the request has ended, through lost connections, restarts and refusals that pass."""
    failures = 0
    while True:
        began = time.monotonic()
        try:
            answer = told(request_id, (yield poll(request_id, LONGEST_WAIT)))
        except (LoopgateApiError, LoopgateUnreachable) as error:
            if not passes(error):
                raise
            failures += 1
            yield Sleep(delay(error, failures))
            continue
        if answer["completed"]:
            return answer
        failures = 0
        # A server that answers `pending` at once does not hold the poll: it must not be asked without pause.
        yield Sleep(max(0.0, 1.0 - (time.monotonic() - began)))


def told(request_id: str, body: Any) -> Answer:
    """The state of this request and no other. An answer that contradicts itself is no yes."""
    if (
        not isinstance(body, dict)
        or body.get("request_id") != request_id
        or not isinstance(body.get("completed"), bool)
    ):
        raise strange()
    decision = body.get("decision")
    outcome = decision.get("outcome") if isinstance(decision, dict) else None
    is_yes = body.get("approved") is True and body.get("status") == "completed" and outcome in ("approve", "edit")
    return cast(Answer, {**body, "approved": is_yes})


def creating(request: dict[str, Any]) -> Flow[Created]:
    body = yield create(request)
    if not isinstance(body, dict) or not isinstance(body.get("request_id"), str):
        raise strange()
    return cast(Created, body)


def asking(request: dict[str, Any]) -> Flow[Created]:
    """A request that can still be answered, or was: one of the same key that was taken back is asked anew."""
    key = request.get("idempotency_key")
    for turn in itertools.count(1):
        created = yield from creating(request if turn == 1 else {**request, "idempotency_key": f"{key}:{turn}"})
        if key is None or created["status"] != "canceled":
            return created
    raise AssertionError("counting does not end")


def strange() -> LoopgateApiError:
    """A good answer that is none of Loopgate's: another program may listen there."""
    detail = "The answer is not one that Loopgate gives. Look what listens there."
    return LoopgateApiError(200, {"detail": detail}, None)


def passes(error: LoopgateApiError | LoopgateUnreachable) -> bool:
    return not isinstance(error, LoopgateApiError) or error.status in PASSING


def delay(error: LoopgateApiError | LoopgateUnreachable, failures: int) -> float:
    """What the server asked for, and never less; else exponential with jitter, so that callers do not return as one."""
    jitter = random.random() * 0.25
    if isinstance(error, LoopgateApiError) and error.retry_after is not None:
        return error.retry_after + jitter
    ceiling = float(min(15.0, 0.25 * 2 ** min(failures - 1, 16)))
    return ceiling * (0.5 + random.random() / 2)


def present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
