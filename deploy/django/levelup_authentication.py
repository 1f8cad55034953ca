"""
Lets a Django REST Framework project that stays beside Level Up take Level Up's tokens.

Copy this file into one of your apps, here `levelupapi`, and say in settings.py:

    LEVELUP_URL = "http://127.0.0.1:8000"

    REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": ["levelupapi.levelup_authentication.LevelUpAuthentication"],
        ...
    }

Each request asks Level Up whose token it is, so that a token that was ended there is refused here at once. At the first
request of an account that Django does not have, its user and its gamer are made, with Level Up's id. Staff, groups and
permissions stay Django's own.
"""
import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied

TIMEOUT_SECONDS = 5

# The name of the gamers' model; a project without gamers sets it to None.
GAMER_MODEL = getattr(settings, "LEVELUP_GAMER_MODEL", "levelupapi.Gamer")


class LevelUpUnavailable(APIException):
    status_code = 503
    default_detail = "Logins cannot be checked. Try again in a moment."
    default_code = "unavailable"


@dataclass(frozen=True)
class LevelUpToken:
    """What views find in `request.auth`."""

    user: object
    key: str
    id: int
    kind: str
    scopes: tuple


class LevelUpAuthentication(TokenAuthentication):
    def authenticate_credentials(self, key):
        headers = check(key)
        user = self.find_or_create_user(int(headers["X-Levelup-User"]), unquote(headers["X-Levelup-Username"]), key)
        if not user.is_active:
            raise AuthenticationFailed("User inactive or deleted.")
        token = LevelUpToken(
            user=user,
            key=key,
            id=int(headers["X-Levelup-Token"]),
            kind=headers["X-Levelup-Kind"],
            scopes=tuple(headers.get("X-Levelup-Scopes", "").split()),
        )
        return user, token

    def find_or_create_user(self, user_id, username, key):
        users = get_user_model()._default_manager
        user = users.filter(pk=user_id).first()
        if user is not None:
            return user
        account = read_account(key)
        try:
            # With the user comes its gamer, or neither of them.
            with transaction.atomic():
                user = users.create(pk=user_id, **self.new_user(username, account))
                self.create_gamer(user, account)
        except IntegrityError:
            # Another request was first. If none was, a user of another id has this name: that is for a person to solve.
            user = users.filter(pk=user_id).first()
            if user is None:
                raise
        return user

    def new_user(self, username, account):
        """The columns of a new user. Its password is Level Up's, and none here."""
        return {
            get_user_model().USERNAME_FIELD: username,
            "password": make_password(None),
            "email": account.get("email", ""),
            "first_name": account.get("firstName", ""),
            "last_name": account.get("lastName", ""),
        }

    def create_gamer(self, user, account):
        """Override it if a gamer has more columns that must be filled."""
        if GAMER_MODEL is None:
            return
        gamer_model = apps.get_model(GAMER_MODEL)
        longest = gamer_model._meta.get_field("bio").max_length
        gamer_model._default_manager.create(user=user, bio=account.get("bio", "")[:longest])


def check(key):
    """The headers in which Level Up says whose token it is."""
    # No token has other characters, and a header may not.
    if not (key.isascii() and key.isprintable()):
        raise AuthenticationFailed("Invalid token.")
    status, headers, body = ask("/auth/check", key)
    if status == 204:
        return headers
    detail = read_detail(body)
    if status == 401 and detail:
        raise AuthenticationFailed(detail)
    if status == 403 and detail:
        raise PermissionDenied(detail)
    raise LevelUpUnavailable()


def read_detail(body):
    """What Level Up says of a refusal; None for the answer of something else, such as a proxy's page."""
    try:
        return json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError):
        return None


def read_account(key):
    """Names, address and bio of the token's account; nothing for a token that may not read them."""
    status, _headers, body = ask("/trpc/account.me", key)
    if status == 403:
        return {}
    if status != 200:
        raise LevelUpUnavailable()
    return json.loads(body)["result"]["data"]


def ask(path, key):
    url = urlsplit(settings.LEVELUP_URL)
    connect = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = connect(url.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", url.path.rstrip("/") + path, headers={"Authorization": f"Token {key}"})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    except (OSError, HTTPException) as error:
        raise LevelUpUnavailable() from error
    finally:
        connection.close()
