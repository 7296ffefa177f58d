"""What gunicorn reads of our house rules (`gunicorn -c python:anbelo.commands.gunicorn_hooks`)."""

import gc
import logging
import os
from collections.abc import Mapping
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from anbelo.logs import set_up


class GunicornLogs(Logger):  # type: ignore[misc]
    """Gunicorn's messages through our formatter. No access log: it would hold addresses."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401, ARG002 - gunicorn's own configuration
        """Send everything upwards to the handler of `set_up`."""
        self.loglevel = logging.getLogger("gunicorn").level
        for logger in (self.error_log, self.access_log):
            logger.handlers[:] = []
            logger.propagate = True

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Say that a request was invalid, but not from which address."""
        if isinstance(msg, str) and msg.startswith("Invalid request from ip="):
            msg, args = "invalid_request", ()
        super().warning(msg, *args, **kwargs)

    def access(self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: Any) -> None:  # noqa: ANN401
        """Write nothing: who reads which page at what time is nobody's business."""


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


# A phone on a bad network may pause, but not for ever: its request holds a thread.
READ_SECONDS = float(os.environ.get("ANBELO_READ_SECONDS", "20"))


def pre_request(_worker: Any, request: Any) -> None:  # noqa: ANN401 - gunicorn's own
    """Give up a request whose body pauses for longer than that."""
    request.unreader.sock.settimeout(READ_SECONDS)


def when_ready(_server: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter
    """Keep what is loaded out of garbage collection, so that workers go on sharing its memory."""
    gc.collect()
    gc.freeze()
