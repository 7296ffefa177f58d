"""What gunicorn reads of our house rules (`gunicorn -c python:anbelo.commands.gunicorn_hooks`)."""

import gc
from typing import Any

from anbelo.logs import GunicornLogs, set_up

worker_class = "gthread"
logger_class = GunicornLogs
accesslog = None
# One image of the code for all workers: less memory, and a broken setting stops the start.
preload_app = True
timeout = 30
graceful_timeout = 15
keepalive = 5
# The default door for remote control is one more thing that listens; nobody uses it here.
control_socket_disable = True

set_up("web")


def when_ready(_server: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter
    """Keep what is loaded out of garbage collection, so that workers go on sharing its memory."""
    gc.collect()
    gc.freeze()
