from django.urls import include, path

from rest_framework.authtoken.views import obtain_auth_token

from levelupapi import views

urlpatterns = [
    path("register", views.register),
    path("login", views.login),
    path("profile", views.profile),
    path("api-token-auth/", obtain_auth_token),
    path("api-auth", include("rest_framework.urls", namespace="rest_framework")),
]
