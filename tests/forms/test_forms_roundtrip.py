"""The law of forms: what a browser sends of a printed form, untouched, is the record again, to the last digit."""

import os
from typing import Any

from dougong.commands.browser import Browser
from dougong.forms import ABSENT, build_form, render, take
from dougong.forms.exact import same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.forms_strategies import anything, documents, instances

CALM = settings(
    max_examples=int(os.environ.get("DOUGONG_FORM_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def through_browser(schema: Any, instance: Any) -> Any:
    form = build_form(schema, instance)
    return take(form, Browser.visit(str(render(form))).sent()).instance


@CALM
@given(st.data())
def test_any_instance_of_any_schema_passes_unharmed(data: st.DataObject) -> None:
    schema = data.draw(documents())
    instance = data.draw(instances(schema, schema))
    back = through_browser(schema, instance)
    assert same(back, instance), (back, instance)


@CALM
@given(documents(), anything)
def test_even_what_does_not_fit_passes_unharmed(schema: Any, instance: Any) -> None:
    back = through_browser(schema, instance)
    assert same(back, instance), (back, instance)


@CALM
@given(documents())
def test_an_empty_form_settles(schema: Any) -> None:
    first = through_browser(schema, ABSENT)
    again = through_browser(schema, first)
    assert same(again, first), (again, first)
