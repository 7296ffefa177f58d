"""Calling `anbelo` as a person does, on the demo office of this test."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result

from anbelo.cli import main
from anbelo.settings import Settings


@pytest.fixture
def environ(settings: Settings) -> dict[str, str]:
    """The environment of an installed house."""
    return {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "ANBELO_SECRET": settings.secret,
    }


@dataclass
class Command:
    environ: dict[str, str]

    def __call__(self, *words: str, **more: str | None) -> Result:
        return CliRunner().invoke(main, words, env={**self.environ, **more}, prog_name="anbelo")


@pytest.fixture
def anbelo(environ: dict[str, str]) -> Callable[..., Result]:
    """Run a command; the answer has `.exit_code` and `.output`."""
    return Command(environ)


@pytest.fixture
def process_environ(environ: dict[str, str]) -> dict[str, str]:
    """The same for a process of its own."""
    return {**os.environ, **environ}
