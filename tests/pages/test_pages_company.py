"""The company's settings: who comes in."""

import pytest

from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = pytest.mark.django_db


def test_only_who_administers_comes_in(site: Site) -> None:
    assert "公司设置" in site.visitor("admin", "zh-hans").get("/settings/")
    site.visitor("gm").get("/settings/", status=403)
    assert "/settings/" in site.visitor("admin").get("/")
    assert "/settings/" not in site.visitor("gm").get("/")
