"""Pages, forms, languages, errors and the JSON interface: what every room above uses to meet people and programs."""

from workbench.web.house import House, Me, current_actor, house
from workbench.web.pages import live_page, may, page, viewer_here
from workbench.web.start import start

__all__ = ["House", "Me", "current_actor", "house", "live_page", "may", "page", "start", "viewer_here"]
