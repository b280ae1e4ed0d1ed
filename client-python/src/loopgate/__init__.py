"""Ask a person from Python before an agent acts. Only ``approved`` is a yes; an error never is."""

from .async_client import AsyncLoopgateClient
from .client import LoopgateClient
from .errors import LoopgateApiError, LoopgateError, LoopgateUnreachable, NotApproved
from .gate import gate
from .messages import Action, Answer, Created, Decision, Registered, said, why_not
from .webhooks import WebhookNotVerified, verify_webhook

__all__ = [
    "Action",
    "Answer",
    "AsyncLoopgateClient",
    "Created",
    "Decision",
    "LoopgateApiError",
    "LoopgateClient",
    "LoopgateError",
    "LoopgateUnreachable",
    "NotApproved",
    "Registered",
    "WebhookNotVerified",
    "gate",
    "said",
    "verify_webhook",
    "why_not",
]
