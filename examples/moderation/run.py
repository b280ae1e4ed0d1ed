"""Content moderation: an AI decides what is clear, and people what is not. Their answers come as signed webhooks.

Several posts wait at once, and nothing polls. What one person is not sure about goes on to the senior ones.
"""

from __future__ import annotations

import queue
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from loopgate import LoopgateClient, WebhookNotVerified, verify_webhook

POSTS = {
    "post-1": ("A picture of a beach", 0.02),
    "post-2": ("A statue without clothes", 0.75),
    "post-3": ("A joke about a politician", 0.55),
}
# Nobody is asked where the AI is sure.
CLEAR = 0.1

# From the id of a request to its secret and its post.
open_requests: dict[str, tuple[str, str]] = {}
answers: queue.Queue[dict[str, Any]] = queue.Queue()


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            secret, _ = open_requests[self.path.removeprefix("/")]
            answers.put(verify_webhook(body, self.headers, secret)["data"])
            self.send_response(204)
        except (KeyError, WebhookNotVerified):
            self.send_response(401)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
Thread(target=server.serve_forever, daemon=True).start()
gate = LoopgateClient()


def ask(session: str, post: str, message: str) -> None:
    created = gate.create_request(
        {
            "session_id": session,
            "client_id": "moderation-ai",
            "message": message,
            "options": ["Flag", "Approve", "Needs Review"],
            "metadata": {"post": post},
            # The address tells the receiver which secret to check with.
            "callback_url": f"http://127.0.0.1:{server.server_port}/{post}.{session}",
        }
    )
    open_requests[f"{post}.{session}"] = (created["callback_secret"], post)


for post, (content, suspicion) in POSTS.items():
    if suspicion <= CLEAR:
        print(f"{post}: published")
    else:
        ask("content-mod", post, f"{content}: flag it as inappropriate? The AI says {suspicion:.0%}.")

waiting = len(open_requests)
while waiting:
    answer = answers.get(timeout=600)
    post = answer["metadata"]["post"]
    if answer["response"] == "Needs Review":
        print(f"{post}: goes to the senior moderators")
        ask("senior-mods", post, f"{POSTS[post][0]}: a moderator was not sure. Flag it?")
    else:
        waiting -= 1
        # Silence publishes nothing.
        print(f"{post}: {'published' if answer['approved'] else 'taken down'}")
