"""Logs as JSON lines that cannot hold what people told us.

Only fields on a list pass, and only numbers and short codes as their values. Exceptions are written
as their type and the places they passed: their texts may quote what somebody typed.
"""

import logging
import os
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "process",
        "message", "case", "callback", "notice", "case_id", "callback_id", "notice_id", "staff_id",
        "topic", "error", "where", "code", "status", "method", "endpoint", "door",
        "count", "sent", "waiting", "parked", "seconds", "attempt", "bytes",
    }
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9_.:/\-]{0,120}")
_NOT_CODE = re.compile(r"[^A-Za-z0-9_.:/\-]")
# Whose full sentences are about the machine only; of others we keep the unfilled pattern. Only on
# the level "info": on "debug" gunicorn writes addresses, and some of ours hold a secret.
_TALKATIVE = ("gunicorn.", "alembic.")
_OUR_FRAMES = 8
_OURS = str(Path(__file__).parent)


def refuse_personal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Let only known fields with numbers or short codes pass; of others name only the field."""
    passed: dict[str, Any] = {"event": event.get("event", "")}
    refused = []
    for name, value in event.items():
        if name == "event" or name.startswith("_"):
            continue
        if name in FIELDS and _harmless(value):
            passed[name] = value
        else:
            refused.append(name)
    if refused:
        passed["refused_fields"] = sorted(refused)
    return passed


def _harmless(value: object) -> bool:
    if value is None or isinstance(value, bool | int | float):
        return True
    if isinstance(value, list | tuple):
        return all(_harmless(item) for item in value)
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _exception_places(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace a traceback by the error's type and the places it passed."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = _places(error)
    event.pop("stack_info", None)
    return event


def _places(error: BaseException) -> list[str]:
    """Files and lines an error passed, outermost first: ours, and the innermost of all."""
    frames = traceback.extract_tb(error.__traceback__)
    passed = [frame for frame in frames[:-1] if frame.filename.startswith(_OURS)]
    return [
        _NOT_CODE.sub("_", f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}")
        for frame in (*passed[-_OUR_FRAMES:], *frames[-1:])
    ]


def _pattern_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of other people's log lines keep the pattern; what was filled in may be personal."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and not (
        record.name.startswith(_TALKATIVE) and record.levelno == logging.INFO
    ):
        event["event"] = str(record.msg)
    return event


_SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def set_up(process: str) -> None:
    """Write every log line of this process as JSON to standard error; `process` is its name.

    ANBELO_LOG_LEVEL says from which level on: "info" (usual), "warning", "error".
    """
    level = logging.getLevelNamesMapping().get(
        os.environ.get("ANBELO_LOG_LEVEL", "info").upper(), logging.INFO
    )

    def name_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder(), _pattern_only],
        processors=[
            name_process,
            _exception_places,
            refuse_personal,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for talker in ("anbelo", "gunicorn"):
        logging.getLogger(talker).setLevel(level)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
