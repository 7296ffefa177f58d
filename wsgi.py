"""The application for a WSGI server, built from the environment."""

import os

from anbelo.app import create_app
from anbelo.settings import Settings

app = create_app(Settings.from_env(os.environ))
