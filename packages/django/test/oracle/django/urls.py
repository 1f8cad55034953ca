from django.urls import include, path

from levelupapi import views

urlpatterns = [
    path("register", views.register),
    path("login", views.login),
    path("profile", views.profile),
    path("api-auth", include("rest_framework.urls", namespace="rest_framework")),
]
