"""How a command answers: exit codes that scripts can trust, and messages with cause and cure.

0 done · 1 refused, or something was found · 2 wrong usage · 3 settings or servers are in the way.
"""

from typing import Any

import click
from psycopg import errors as pg
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from anbelo.embedded import EmbeddedUnavailable
from anbelo.settings import SettingsError

REFUSED, USAGE, ENVIRONMENT = 1, 2, 3


class Refusal(click.ClickException):
    """The command looked and says no; the message names cause and cure."""

    exit_code = REFUSED


class EnvironmentTrouble(click.ClickException):
    """Settings or servers are in the way; nothing was changed."""

    exit_code = ENVIRONMENT


class Answering(click.Group):
    """A group whose commands turn expected trouble into one clear sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command; SettingsError, missing servers and missing tables end with code 3."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise EnvironmentTrouble(f"The settings are not complete.\n{error}") from None
        except EmbeddedUnavailable as error:
            raise EnvironmentTrouble(str(error)) from None
        except RedisError as error:
            raise EnvironmentTrouble(
                f"Redis does not answer ({type(error).__name__}). Check REDIS_URL, or start it."
            ) from None
        except (OperationalError, PoolTimeout) as error:
            raise EnvironmentTrouble(_database_words(error)) from None
        except DBAPIError as error:
            if isinstance(error.orig, pg.UndefinedTable | pg.UndefinedColumn):
                raise EnvironmentTrouble(
                    "The database is not in the shape this version needs. Run: anbelo migrate"
                ) from None
            raise


def _database_words(error: Exception) -> str:
    """Name the trouble without the statement: it could quote what people wrote."""
    kind = type(getattr(error, "orig", None) or error).__name__
    return (
        f"The database does not answer ({kind}). "
        "Check DATABASE_URL, and that PostgreSQL runs and lets this user in."
    )
