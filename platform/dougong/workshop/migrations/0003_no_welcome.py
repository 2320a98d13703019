"""Wagtail greets with a page and a site of its own: neither is anybody's here."""

from typing import Any

from django.db import migrations


def take_away(apps: Any, schema_editor: Any) -> None:
    pages = apps.get_model("wagtailcore", "Page").objects
    welcome = pages.filter(depth=2, slug="home", content_type__app_label="wagtailcore")
    if not welcome.exists():
        return
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__in=welcome).delete()
    apps.get_model("wagtailcore", "Revision").objects.filter(object_id__in=[str(one.pk) for one in welcome]).delete()
    welcome.delete()
    pages.filter(depth=1).update(numchild=pages.filter(depth=2).count())


class Migration(migrations.Migration):
    dependencies = [("workshop", "0002_company_pages")]

    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
