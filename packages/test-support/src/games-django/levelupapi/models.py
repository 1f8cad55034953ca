from django.contrib.auth.models import User
from django.db import models


class Gamer(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    bio = models.CharField(max_length=50)


class Game(models.Model):
    title = models.CharField(max_length=55)
    gamer = models.ForeignKey(Gamer, on_delete=models.CASCADE)


class Event(models.Model):
    game = models.ForeignKey(Game, on_delete=models.CASCADE)
    organizer = models.ForeignKey(Gamer, on_delete=models.CASCADE)
    description = models.CharField(max_length=255)
    attendees = models.ManyToManyField(Gamer, related_name="attending")
