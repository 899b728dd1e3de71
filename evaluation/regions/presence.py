"""Who is there is shown nowhere in evaluation.

Threat: an enterprise that sees who looks at its file, and when, knows who judges it; evaluators who see each other at work know
who has finished.
"""

from __future__ import annotations

from workbench.live import unseen

unseen("evaluation")
unseen("round")
