"""The three views of the chapter."""
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import IntegrityError
from rest_framework.authtoken.models import Token
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from levelupapi.models import Gamer


@api_view(["POST"])
@permission_classes([AllowAny])
def login(request):
    user = authenticate(username=request.data["username"], password=request.data["password"])
    if user is None:
        return Response({"valid": False})
    return Response({"valid": True, "token": Token.objects.get(user=user).key})


@api_view(["POST"])
@permission_classes([AllowAny])
def register(request):
    try:
        user = User.objects.create_user(
            username=request.data["username"],
            password=request.data["password"],
            first_name=request.data["first_name"],
            last_name=request.data["last_name"],
            email=request.data.get("email", ""),
        )
    except IntegrityError:
        return Response({"message": "An account with that username already exists"}, status=400)
    Gamer.objects.create(user=user, bio=request.data.get("bio", ""))
    token = Token.objects.create(user=user)
    return Response({"token": token.key}, status=201)


@api_view(["GET"])
def profile(request):
    user = request.user
    names = {"first_name": user.first_name, "last_name": user.last_name, "username": user.username}
    return Response({"gamer": {"user": names, "bio": user.gamer.bio}, "events": []})
