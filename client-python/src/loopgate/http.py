"""How a call becomes an httpx request, and its answer a value or an error."""

from __future__ import annotations

import os
from typing import Any

import httpx

from .errors import LoopgateApiError, LoopgateUnreachable
from .flows import Call

DEFAULT_URL = "http://localhost:8080"


def options(base_url: str | None, api_key: str | None) -> dict[str, Any]:
    """What both kinds of client are made with. A redirect is not followed: it would take the key elsewhere."""
    key = api_key if api_key is not None else os.environ.get("LOOPGATE_API_KEY")
    return {
        "base_url": (base_url or os.environ.get("LOOPGATE_URL") or DEFAULT_URL).rstrip("/"),
        "headers": {"accept": "application/json", **({"authorization": f"Bearer {key}"} if key else {})},
        "follow_redirects": False,
    }


def arguments(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.path,
        "params": call.params or None,
        "json": call.json,
        "timeout": call.timeout,
    }


def read(response: httpx.Response) -> Any:
    """The JSON of a 2xx answer; any other is a refusal."""
    try:
        body = response.json()
    except ValueError as error:
        if response.is_success:
            raise LoopgateUnreachable(f"The answer of {response.url} broke off.") from error
        body = {}
    if response.is_success:
        return body
    raise LoopgateApiError(response.status_code, body if isinstance(body, dict) else {}, seconds(response))


def seconds(response: httpx.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def unreachable(url: httpx.URL, error: httpx.HTTPError) -> LoopgateUnreachable:
    return LoopgateUnreachable(f"No answer from {url}: {error or type(error).__name__}")
