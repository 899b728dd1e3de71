"""The press of this house, as the views order papers from it."""

from __future__ import annotations

from flask import current_app

from workbench.documents import Press, press_for
from workbench.web import house


def press_here() -> Press:
    """Return the running application's press."""
    config = house().config
    press: Press = current_app.extensions.get("press") or press_for(config.data, immediate=config.testing)
    current_app.extensions["press"] = press
    return press
