"""The server's handle. Run one process with many threads; each browser that watches holds one."""

from workbench.app import create_app, make_ready
from workbench.config import read_config
from workbench.edge import stand_at_the_edge
from workbench.live import start_feeding

_config = read_config()
app = stand_at_the_edge(create_app(_config), _config)
make_ready(app)
start_feeding(app.extensions["house"].hub)
