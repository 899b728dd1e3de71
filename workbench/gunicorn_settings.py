"""How gunicorn serves the house: one process, because the live pages keep their watches in it, with a thread for each watcher.

Limits: 1,000 requests at one moment, watched pages included (an open live page holds one thread and one connection); the
others wait in the queue of the socket. Idle connections hold no thread.
"""

from __future__ import annotations

THREADS = 1000
IDLE = 1000

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = 1
threads = THREADS
worker_connections = THREADS + IDLE
keepalive = 15
# Open live pages never end by themselves, so this is how long a stop takes: enough for any request under way.
graceful_timeout = 1
timeout = 60
loglevel = "warning"
# What a proxy may say is decided in one place, workbench.edge.
forwarded_allow_ips = ""
