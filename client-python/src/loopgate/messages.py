"""What is said to Loopgate and by it, as plain dictionaries with types."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Status = Literal["pending", "completed", "timeout", "canceled"]
Outcome = Literal["approve", "edit", "reject", "respond"]
Risk = Literal["low", "medium", "high", "critical"]


class Action(TypedDict, total=False):
    """What will run if a person says yes. The gate itself shows the name and the arguments."""

    name: str
    description: str
    arguments: dict[str, Any]
    arguments_schema: dict[str, Any]


class Decision(TypedDict):
    """What people have answered. It never changes."""

    outcome: Outcome
    options: list[str]
    text: str | None
    values: dict[str, Any] | None
    arguments: dict[str, Any] | None
    reason: str | None
    responder: str | None
    channel: str | None
    assurance: str | None
    decided_at: str
    action_digest: str | None
    shown_digest: str | None


class _Answer(TypedDict):
    request_id: str
    status: Status
    completed: bool
    approved: bool
    response: str | None
    metadata: dict[str, Any]
    timestamp: str


class Answer(_Answer, total=False):
    """The state of a request. Act on ``approved`` alone: it is true only for a yes by a person."""

    decision: Decision


class _Created(TypedDict):
    success: bool
    request_id: str
    status: Status
    created_at: str
    expires_at: str
    options: list[dict[str, str]]


class Created(_Created, total=False):
    """A request that has been stored. ``callback_secret`` signs its webhook, and is told this once."""

    callback_secret: str


class Registered(TypedDict):
    """A session's route is known."""

    success: bool
    session_id: str
    message: str


def why_not(answer: Answer) -> str:
    """Why an answer is no yes, in a sentence that a model may read."""
    if answer["status"] == "timeout":
        return "Nobody answered in time, so this was not approved."
    if answer["status"] == "canceled":
        return "The request was taken back, so this was not approved."
    decision = answer.get("decision")
    if decision is None:
        return "There is no answer yet, so this is not approved."
    words = decision["reason"] or decision["text"] or answer["response"]
    return "A person said no." if words is None else f"A person did not approve: {words}"


def said(answer: Answer) -> str:
    """What a person answered to a question, or why nobody did, in words that a model may read."""
    if answer["status"] == "timeout":
        return "Nobody answered in time."
    if answer["status"] == "canceled":
        return "The question was taken back."
    return why_not(answer) if answer["response"] is None else answer["response"]
