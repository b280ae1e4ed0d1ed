"""Every way in which a call can fail. None of them is a yes."""

from __future__ import annotations

from typing import Any

from .messages import Answer, why_not


class LoopgateError(Exception):
    """Whatever this package raises by itself."""


class LoopgateApiError(LoopgateError):
    """Loopgate refused. ``code`` is one of the documented error codes, or ``unknown``."""

    def __init__(self, status: int, problem: dict[str, Any], retry_after: float | None) -> None:
        self.status = status
        self.code: str = str(problem.get("code", "unknown"))
        self.title: str = str(problem.get("title", f"HTTP status {status}"))
        self.detail: str = str(problem.get("detail", "The answer is not one that Loopgate gives."))
        errors = problem.get("errors")
        self.fields: list[dict[str, str]] = errors if isinstance(errors, list) else []
        self.retry_after = retry_after
        wrong = "".join(f"; {field.get('path')} {field.get('message')}" for field in self.fields)
        super().__init__(f"{self.detail}{wrong} ({self.code})")


class LoopgateUnreachable(LoopgateError):
    """Nobody answered, or the answer broke off: whether the call was carried out is unknown."""


class NotApproved(LoopgateError):
    """A person did not say yes, so a gated function did not run. ``answer`` tells the rest."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(why_not(answer))
