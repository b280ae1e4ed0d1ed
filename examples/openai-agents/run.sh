#!/bin/sh
# A run in as many processes as it has steps; between two of them there is a file, and nothing else.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
saved=$folder/run.json

node step.ts "$saved"
while [ -e "$saved" ]; do
  node answered.ts "$saved"
  node step.ts "$saved"
done
