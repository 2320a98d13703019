"""A key of a tenant's own keeps its form for ever: what was once published under it may be in his records."""

from collections.abc import Iterator

from dougong.catalog.allotting import own_fields
from dougong.catalog.models import OwnField
from dougong.definition import Field, Module
from dougong.planning import FORMS, form_of
from dougong.problem import Problem
from dougong.tenancy import current, require_writing


def reshaped(after: Module) -> Iterator[Problem]:
    """The fields of the tenant's own whose values, once published, would be read in another form ("kept_otherwise")."""
    known = kept_forms()
    for name, path, field in _kept(after):
        if known.get((name, path), form := _form(field)) != form:
            at = path.replace("/", "/items/properties/")
            entity = name.partition("/")[2]
            yield Problem(f"entities/{entity}#/properties/{at}", "kept_otherwise", {"field": field.title})


def remember(after: Module) -> None:
    """Keep the forms of the tenant's own fields that are new."""
    tenant, known = require_writing().tenant_id, kept_forms()
    OwnField.objects.bulk_create(
        OwnField(tenant_id=tenant, entity=name, path=path, form=_form(field))
        for name, path, field in _kept(after)
        if (name, path) not in known
    )


def kept_forms() -> dict[tuple[str, str], str]:
    """The form of every field the tenant in scope ever published, by entity and path."""
    rows = OwnField.objects.filter(tenant_id=current().tenant_id).values_list("entity", "path", "form")
    return {(entity, path): form for entity, path, form in rows}


def _kept(module: Module) -> Iterator[tuple[str, str, Field]]:
    for entity in module.entities.values():
        yield from ((entity.name, path, field) for path, field in own_fields(entity, rows=True) if form_of(field))


def _form(field: Field) -> str:
    """The form of the values, and where a reference leads."""
    return f"{form_of(field)}, {FORMS[field.kind]}, {field.reference or ''}"
