"""How the interrupts of LangGraph and of LangChain's middleware are asked about, and what they are resumed with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from .asking import Asker, ToolCall
from .errors import NotApproved
from .messages import Answer, said, why_not

if TYPE_CHECKING:
    from langgraph.types import Interrupt


class Paused:
    """One interrupt of a graph, and what people are asked because of it."""

    def __init__(self, interrupt: Interrupt, thread: str | None, asker: Asker) -> None:
        self.id = interrupt.id
        value = interrupt.value
        self._batched = isinstance(value, Mapping) and "action_requests" in value
        reviews = reviews_of(interrupt)

        def key(at: int) -> tuple[str, ...] | None:
            return None if thread is None else (thread, interrupt.id, str(at))

        self._reviews = reviews
        self.questions = (
            [asker.request(plain(value), key(0))]
            if reviews is None
            else [review.question(asker, key(at)) for at, review in enumerate(reviews)]
        )

    def value(self, answers: list[Answer]) -> Any:
        """What the graph is resumed with."""
        if self._reviews is None:
            return answers[0]
        decisions = [review.decision(answer) for review, answer in zip(self._reviews, answers, strict=True)]
        return {"decisions": decisions} if self._batched else decisions[0]


class Review:
    """One tool call before the middleware, and the types of decision that it takes (LangChain 1.5)."""

    def __init__(self, call: Mapping[str, Any], allowed: Collection[str]) -> None:
        self._name: str = call["name"]
        self._arguments: dict[str, Any] = call["args"]
        self._allowed = allowed
        # The middleware's own text repeats the call, which the gate shows itself.
        text = call.get("description", "")
        self._description = None if text.endswith(f"\n\nTool: {self._name}\nArgs: {self._arguments}") else text

    def question(self, asker: Asker, key: tuple[str, ...] | None) -> dict[str, Any]:
        if "approve" in self._allowed or "edit" in self._allowed:
            call = ToolCall(self._name, self._arguments, key, self._description)
            return asker.approval(call, editable="edit" in self._allowed)
        # Its person answers in the tool's place.
        text = self._arguments.get("question") or self._arguments.get("message") or self._description
        return asker.request({"message": text or f"{self._name}: {self._arguments}"}, key)

    def decision(self, answer: Answer) -> dict[str, Any]:
        """Raises ``NotApproved`` where the middleware was given no way to take a no."""
        if answer["approved"] is True:
            decision = answer["decision"]
            if decision["outcome"] != "edit" and "approve" in self._allowed:
                return {"type": "approve"}
            arguments = decision["arguments"] or {}
            return {"type": "edit", "edited_action": {"name": self._name, "args": arguments}}
        if answer["status"] == "completed" and answer["decision"]["outcome"] == "respond":
            return {"type": "respond", "message": said(answer)}
        if "reject" in self._allowed:
            return {"type": "reject", "message": why_not(answer)}
        if "respond" in self._allowed:
            return {"type": "respond", "message": why_not(answer)}
        raise NotApproved(answer)


def reviews_of(interrupt: Interrupt) -> list[Review] | None:
    """The tool calls of an interrupt of ``HumanInTheLoopMiddleware``, in either of its modes; None: it is another's."""
    value = interrupt.value
    if not isinstance(value, Mapping):
        return None
    if "action_requests" in value:
        pairs = zip(value["action_requests"], value["review_configs"], strict=True)
        return [Review(call, config["allowed_decisions"]) for call, config in pairs]
    if value.get("type") == "tool_approval":
        return [Review(value, allowed_by(interrupt.response_schema))]
    return None


def allowed_by(schema: Any) -> Collection[str]:
    """The types of decision in the schema of one call's answer: a choice among several, or just one."""
    if not isinstance(schema, Mapping):
        return ()
    choice = schema.get("discriminator", {}).get("mapping")
    only = schema.get("properties", {}).get("type", {}).get("const")
    return choice or ([] if only is None else [only])


def plain(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"message": value}
    if isinstance(value, Mapping) and isinstance(value.get("message"), str):
        return dict(value)
    raise TypeError("An interrupt is asked about as a text, or as a dictionary of a request's fields with a message.")
