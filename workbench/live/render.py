"""The one renderer of regions."""

from __future__ import annotations

from flask import Flask, render_template
from flask_babel import force_locale
from markupsafe import Markup, escape

from workbench.kernel import Absent, Door, Viewer
from workbench.live.regions import REGIONS


def render_inner(app: Flask, door: Door, address: str, viewer: Viewer) -> str | None:
    """Return the inner HTML of the region at `address` for a class of viewers, or None when this class may not see it.

    Raises UnknownRegion for an address that names none.
    """
    found, values = REGIONS.at(address)
    with app.app_context(), force_locale(viewer.locale), door.reading(found.narrowed(viewer, values)) as reader:
        try:
            context = found.query(reader, *values)
        except Absent:
            return None
        return render_template(found.template, **context)


def wrapped(address: str, inner: str, tag: str = "section", classes: str = "") -> Markup:
    """Return `inner` inside the element by which the client finds the region."""
    shown = f' class="{escape(classes)}"' if classes else ""
    return Markup(f'<{tag} data-region="{escape(address)}"{shown}>{inner}</{tag}>')
