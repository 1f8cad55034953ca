"""A project of another shape: users log in by e-mail, and users and gamers have columns that Level Up does not know."""
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class Player(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    phone = models.CharField(max_length=20, blank=True)
    avatar = models.CharField(max_length=200, default="default.png")

    USERNAME_FIELD = "email"
    objects = BaseUserManager()


class Profile(models.Model):
    user = models.OneToOneField(Player, on_delete=models.CASCADE)
    bio = models.CharField(max_length=50)
    nickname = models.CharField(max_length=30, default="nobody")
