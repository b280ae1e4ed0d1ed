from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json

import pytest
from standardwebhooks import Webhook

from loopgate import WebhookNotVerified, verify_webhook

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = json.dumps({"type": "request.completed", "data": {"approved": True}})
SENT = datetime.datetime(2026, 11, 26, 12, 0, tzinfo=datetime.timezone.utc)
HEADERS = {
    "Webhook-Id": "msg_1",
    "Webhook-Timestamp": str(int(SENT.timestamp())),
    "Webhook-Signature": "v1,b3RoZXI= " + Webhook(SECRET).sign("msg_1", SENT, BODY),
}


def test_what_the_reference_implementation_signs_is_taken() -> None:
    assert verify_webhook(BODY, HEADERS, SECRET, now=SENT.timestamp() + 299)["data"] == {"approved": True}


@pytest.mark.parametrize(
    ("headers", "body", "secret", "late"),
    [
        ({**HEADERS, "Webhook-Id": "msg_2"}, BODY, SECRET, 0),
        ({**HEADERS, "Webhook-Signature": "v1,b3RoZXI="}, BODY, SECRET, 0),
        ({"Webhook-Id": "msg_1"}, BODY, SECRET, 0),
        (HEADERS, BODY.replace("true", "1"), SECRET, 0),
        (HEADERS, BODY, "whsec_b3RoZXIgc2VjcmV0", 0),
        (HEADERS, BODY, "not base64!", 0),
        (HEADERS, BODY, "nicht-ü", 0),
        (HEADERS, BODY, SECRET, 301),
        (HEADERS, BODY, SECRET, -301),
    ],
)
def test_anything_else_is_not(headers: dict[str, str], body: str, secret: str, late: float) -> None:
    with pytest.raises(WebhookNotVerified):
        verify_webhook(body, headers, secret, now=SENT.timestamp() + late)


@pytest.mark.parametrize("secret", ["", "whsec_"])
def test_no_secret_proves_nothing(secret: str) -> None:
    """As where the variable that should hold it is not set: everybody can sign with it."""
    digest = hmac.new(b"", f"msg_1.{HEADERS['Webhook-Timestamp']}.{BODY}".encode(), hashlib.sha256).digest()
    forged = {**HEADERS, "Webhook-Signature": "v1," + base64.b64encode(digest).decode()}
    with pytest.raises(WebhookNotVerified):
        verify_webhook(BODY, forged, secret, now=SENT.timestamp())
