"""Live pages: regions, the hub that feeds them, the socket."""

from workbench.live.hub import Hub
from workbench.live.presence import unseen
from workbench.live.regions import REGIONS, Region, UnknownRegion, region
from workbench.live.render import render_inner, wrapped
from workbench.live.socket import open_sockets, page_token, start_feeding

__all__ = [
    "REGIONS",
    "Hub",
    "Region",
    "UnknownRegion",
    "open_sockets",
    "page_token",
    "region",
    "render_inner",
    "start_feeding",
    "unseen",
    "wrapped",
]
