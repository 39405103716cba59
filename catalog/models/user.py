"""People, their organizations, and what global rights they have."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Organization(models.Model):
    """A group of people with a name in the world; grants name it as `org:<slug>`."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A steward curates schemas and properties; an administrator (`is_superuser`) may do all."""

    orcid = models.CharField(max_length=19, blank=True)
    is_steward = models.BooleanField(default=False)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="members")

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
