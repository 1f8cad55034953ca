from django.urls import include, path

from rest_framework.routers import DefaultRouter

from levelupapi import views

router = DefaultRouter(trailing_slash=False)
router.register("games", views.GameView, "game")
router.register("events", views.EventView, "event")

urlpatterns = [
    path("", include(router.urls)),
    path("profile", views.profile),
    path("open", views.seen),
    path("scores/seen", views.seen),
]
