"""What a list in groups names: each group with its words, its figures once they are known, and where it leads."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.listing import Group, Groups, Listing
from dougong.pages.asked import Address
from dougong.tables import NONE, Reader, cell


def groups_view(
    entry: Entry, groups: Groups, listing: Listing, address: Address, reader: Reader, *, figures: bool, after: str
) -> dict[str, Any]:
    """The groups as their template names them: sums stand under their columns, the rest beside the count."""
    field = groups.field
    keys = [column.key for column in listing.columns]
    lead = max(1, min((keys.index(key) for key in groups.view.totals if key in keys), default=len(keys)))
    return {
        "title": field.title,
        "figures": figures,
        "lead": lead,
        "under": keys[lead:],
        "summed": [key for key in groups.view.totals if entry.reach.showing(f"/{key}")],
        "figures_href": address(part="groups", after=after),
        "next_href": address(after=groups.next) if groups.next else "",
        "rows": [_group(entry, groups, group, reader, address) for group in groups.groups],
        "warnings": [said_of(warning) for warning in groups.warnings],
    }


def _group(entry: Entry, groups: Groups, group: Group, reader: Reader, address: Address) -> dict[str, Any]:
    fields = entry.entity.fields
    opens = replace(group.opens, view=groups.view.key, columns=address.wanted.columns)
    return {
        "label": _label(entry, groups, group, reader),
        "href": address.to(opens),
        "part": "groups" if group.opens.group else "rows",
        "count": group.count,
        "sums": {
            key: {"title": fields[key].title, "text": cell(value, fields[key], reader).text}
            for key, value in group.sums.items()
        },
        "nothing": group.value is None,
    }


def _label(entry: Entry, groups: Groups, group: Group, reader: Reader) -> str:
    field = entry.entity.fields.get(groups.field.key)
    if group.value is None:
        return NONE
    if isinstance(group.value, bool) and field is not None:
        return cell(group.value, field, reader).text
    return group.label or reader.hidden


def said_of(warning: str) -> str:
    """A warning of a list in words."""
    texts = {
        "group_scans": _("Every entry is looked at for these groups; with very many entries this takes a while."),
        "search_cut": _(
            "A word of the search is in the names of very many records; those with the shortest names were looked for."
        ),
        "sort_scans": _("Every entry is looked at for this order; with very many entries this takes a while."),
    }
    return texts[warning]
