"""Named points at which a test may kill the process, to prove that nothing acknowledged is lost.

`WORKBENCH_FAILPOINT=before_commit:3` kills at the third passage of `before_commit`. Read once; costs nothing when unset.
"""

from __future__ import annotations

import os
import signal

POINTS = ("before_begin", "after_insert", "before_commit", "after_commit", "before_answer", "during_push")

_name, _, _count = os.environ.get("WORKBENCH_FAILPOINT", "").partition(":")
_left = int(_count or "1")


def failpoint(name: str) -> None:
    """Kill this process (SIGKILL, no clean-up) when `name` is the armed point and its count is reached."""
    global _left
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
