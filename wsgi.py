"""The server's handle. Run one process with many threads; each browser that watches holds one."""

from workbench.app import create_app
from workbench.live import start_feeding

app = create_app()
start_feeding(app.extensions["house"].hub)
