"""The settings of the project with a user model of its own."""
from settings import *  # noqa: F403

ROOT_URLCONF = "players.urls"
AUTH_USER_MODEL = "players.Player"
INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "levelupapi"] + ["players"]  # noqa: F405
