#!/usr/bin/env bash
# A CI job: what it has built goes to staging, and then to production, when a person says so.
# Needs curl, python3 and the command loopgate. LOOPGATE_URL and LOOPGATE_API_KEY say where it asks, and as whom.
set -euo pipefail
gate="${LOOPGATE_URL:-http://localhost:8080}"
key=(${LOOPGATE_API_KEY:+-H "Authorization: Bearer $LOOPGATE_API_KEY"})
version=v2.1.0

# One field of the JSON that comes in.
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

echo "Built $version, and all 847 tests passed."

# With curl alone: ask, then poll until somebody has answered. A job that is run again finds its question by the key.
request_id=$(
  curl -sSf "$gate/hitl/request" "${key[@]}" -H 'Content-Type: application/json' -d '{
    "session_id": "deploy-agent", "client_id": "ci-cd-pipeline",
    "message": "All 847 tests passed.",
    "action": {"name": "deploy", "arguments": {"version": "'"$version"'", "to": "staging"}},
    "idempotency_key": "job-4711-staging"
  }' | field request_id
)
answer='{"completed": false}'
while [ "$(field completed <<<"$answer")" != True ]; do
  answer=$(curl -sSf "$gate/hitl/poll?request_id=$request_id&wait=55" "${key[@]}")
done
if [ "$(field approved <<<"$answer")" != True ]; then
  echo "Staging: not deployed."
  exit 1
fi
echo "Staging: deployed $version."

# With the command: its exit code is 0 for a yes, and for nothing else.
if said=$(loopgate ask "Staging has run $version for a day, without an error." \
  --action deploy --arguments '{"version": "'"$version"'", "to": "production"}' \
  --session deploy-agent --client ci-cd-pipeline --risk high --timeout 3600 2>&1); then
  echo "Production: deployed $version."
else
  echo "Production: held back (exit code $?)."
  grep -i reason <<<"$said"
fi
