"""The Jinja2 environment of all pages: autoescape always, gettext, static addresses, and the few filters pages use."""

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps


def environment(**options: Any) -> Environment:
    """Build the environment. A misspelt variable is an error, never an empty string."""
    options.update(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    options["autoescape"] = True
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - set just above
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined] # added by the i18n extension
    # A file's address does not change while a process lives, and a page names a hundred of them.
    env.globals.update(static=cache(static), url=reverse, language=get_language)
    env.filters["safe_json"] = htmlsafe_json_dumps
    return env
