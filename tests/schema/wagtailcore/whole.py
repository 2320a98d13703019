"""The tables of wagtailcore."""

from tests.schema import whole

Migration = whole("wagtailcore")
