"""Answers, from the real Django, a list of questions about passwords: JSON in at stdin, JSON out at stdout."""
import json
import sys

import django
from django.conf import settings

HASHERS = "django.contrib.auth.hashers."
settings.configure(
    PASSWORD_HASHERS=[
        HASHERS + name
        for name in (
            "PBKDF2PasswordHasher",
            "PBKDF2SHA1PasswordHasher",
            "Argon2PasswordHasher",
            "BCryptSHA256PasswordHasher",
            "BCryptPasswordHasher",
        )
    ]
)
django.setup()

from django.contrib.auth.hashers import check_password, get_hasher, make_password  # noqa: E402


def answer(question):
    password = question["password"]
    if "encoded" in question:
        return check_password(password, question["encoded"])
    if "iterations" in question:
        hasher = get_hasher(question["hasher"])
        return hasher.encode(password, hasher.salt(), question["iterations"])
    return make_password(password, hasher=question["hasher"])


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
