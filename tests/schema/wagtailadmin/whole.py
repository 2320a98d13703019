"""The tables of wagtailadmin."""

from tests.schema import whole

Migration = whole("wagtailadmin")
