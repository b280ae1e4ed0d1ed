"""Checks that a webhook comes from Loopgate (Standard Webhooks 1.0.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, cast

from .errors import LoopgateError

TOLERANCE_SECONDS = 300
NO_SECRET = "The secret is not one of Loopgate's: whsec_ and base64."


class WebhookNotVerified(LoopgateError):
    """The call is not Loopgate's, or is too old. Do nothing of what it says."""


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, now: float | None = None
) -> dict[str, Any]:
    """The event in the body, once its signature and its time are right. ``body`` is what came, byte for byte."""
    names = {name.lower(): value for name, value in headers.items()}
    try:
        identity, stamp, signatures = (names[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
        sent_at = int(stamp)
    except (KeyError, ValueError) as error:
        raise WebhookNotVerified("The headers of a signed webhook are missing.") from error
    if abs((time.time() if now is None else now) - sent_at) > TOLERANCE_SECONDS:
        raise WebhookNotVerified("The webhook is too old, or from the future.")
    content = body.encode() if isinstance(body, str) else body
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError as error:
        raise WebhookNotVerified(NO_SECRET) from error
    # Everybody can sign with the secret that is none.
    if not key:
        raise WebhookNotVerified(NO_SECRET)
    digest = hmac.new(key, b".".join([identity.encode(), stamp.encode(), content]), hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    # While a secret is rotated there are two.
    if not any(hmac.compare_digest(each.encode(), expected.encode()) for each in signatures.split(" ")):
        raise WebhookNotVerified("The signature is not that of this secret.")
    return cast("dict[str, Any]", json.loads(content))
