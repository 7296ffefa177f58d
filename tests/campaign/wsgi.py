"""The web application with faults built in."""

import os

from anbelo.app import create_app
from anbelo.settings import Settings
from tests.campaign.faults import build_in

build_in(os.environ["CAMPAIGN_FAULTS"])
app = create_app(Settings.from_env(os.environ))
