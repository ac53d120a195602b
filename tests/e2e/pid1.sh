#!/bin/sh
# tests/e2e/exits.sh again, with the program as process 1 of a process namespace, as in a container.
if ! unshare --pid --fork --mount-proc true 2>/dev/null; then
  echo 'process namespaces need root here (unshare --pid --fork --mount-proc)'
  echo '0 passed, 1 failed'
  exit 1
fi
AS_PID1=1 exec "$(dirname "$0")/exits.sh"
