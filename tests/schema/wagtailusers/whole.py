"""The tables of wagtailusers."""

from tests.schema import whole

Migration = whole("wagtailusers")
