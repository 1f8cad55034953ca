"""A login as Django REST Framework's authtoken gives it, on PostgreSQL, hashing as Level Up does.

PEER_DATABASE_URL=postgres://... python3 drf.py migrate --run-syncdb
PEER_DATABASE_URL=postgres://... python3 -m gunicorn -w 2 -b 127.0.0.1:8100 drf:application
"""
import json
import os
import sys
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

url = urlsplit(os.environ["PEER_DATABASE_URL"])
settings.configure(
    DEBUG=False,
    # Of a server that lives for minutes on the loopback.
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    PASSWORD_HASHERS=["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path[1:],
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname,
            "PORT": url.port or 5432,
            # A connection for each request would be the slower setting.
            "CONN_MAX_AGE": 600,
        }
    },
)
django.setup()

from django.contrib.auth import authenticate  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from rest_framework.decorators import api_view  # noqa: E402
from rest_framework.response import Response  # noqa: E402


@csrf_exempt
def login(request):
    body = json.loads(request.body)
    user = authenticate(username=body["username"], password=body["password"])
    if user is None:
        return JsonResponse({"valid": False})
    return JsonResponse({"valid": True, "token": Token.objects.get(user=user).key})


@csrf_exempt
def register(request):
    body = json.loads(request.body)
    user = User.objects.create_user(username=body["username"], password=body["password"])
    return JsonResponse({"token": Token.objects.create(user=user).key})


@api_view(["GET"])
def me(request):
    return Response({"id": request.user.id, "username": request.user.username})


urlpatterns = [path("login", login), path("register", register), path("me", me)]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
