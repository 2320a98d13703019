"""How the functions and loops of formulas are said."""

from django.utils.translation import gettext as _

from dougong.admission import Entry


def call_said(entry: Entry, function: str, given: list[str]) -> str:
    """A function with what it is given, in words; a look-up by the title of its definition."""
    said = _functions().get((function, len(given)))
    if said is not None:
        return said.format(*given)
    if function == "concat":
        return _("{given}, written one after the other").format(given=_(", ").join(given))
    lookup = entry.module.lookups.get(function)
    title = (lookup.title if lookup else "") or function
    return _("{title} ({given})").format(title=title, given=_(", ").join(given)) if given else title


def _functions() -> dict[tuple[str, int], str]:
    """What is simple enough to be said: by name and number of what it is given."""
    return {
        ("round", 1): _("{0}, rounded"), ("round", 2): _("{0}, rounded to {1} places"),
        ("abs", 1): _("{0} without its sign"),
        ("if_null", 2): _("{0} (empty counts as {1})"), ("has", 1): _("{0} is filled in"), ("sum", 1): _("sum of {0}"),
        ("avg", 1): _("average of {0}"), ("min", 2): _("the smaller of {0} and {1}"),
        ("max", 2): _("the larger of {0} and {1}"), ("len", 1): _("length of {0}"), ("today", 0): _("today"),
        ("days", 1): _("{0} days"), ("year", 1): _("year of {0}"), ("month", 1): _("month of {0}"),
        ("day", 1): _("day of {0}"), ("text", 1): "{0}", ("number", 1): "{0}", ("date", 1): "{0}",
        ("days_between", 2): _("days from {0} to {1}"), ("months_between", 2): _("months from {0} to {1}"),
        ("add_months", 2): _("{0} and {1} months"), ("contains", 2): _("{0} contains {1}"),
        ("starts_with", 2): _("{0} begins with {1}"), ("ends_with", 2): _("{0} ends with {1}"),
        ("amount_in_words", 1): _("{0} in words"), ("tax_in", 2): _("tax contained in {0} at {1}"),
        ("before_tax", 2): _("{0} less the tax at {1}"),
        ("cash_gap", 2): _("what {0} is short of {1}"), ("cash_light", 2): _("the light of {0} against {1}"),
        ("recovery_start", 3): _("{0} less {1} divided by {2}"),
        ("simple_interest", 3): _("interest on {0} at {1} for {2} days"),
        ("simple_interest", 4): _("interest on {0} at {1} for {2} days of {3} a year"),
        ("prepaid_vat", 4): _("VAT prepaid on {0} less {1}, at {2}, of it {3}"),
    }  # fmt: skip


def each_said(verb: str, rows: str, inner: str) -> str:
    """A loop over rows, in words. inner: what is looked at in each row, "" for the rows themselves."""
    if not inner:
        said = {"count": _("number of rows of {rows}"), "sum": _("sum of {rows}")}
        return said.get(verb, "{rows}").format(rows=rows)
    said = {
        "sum": _("sum of the column “{inner}” of “{rows}”"), "min": _("smallest {inner} of {rows}"),
        "max": _("largest {inner} of {rows}"), "avg": _("average {inner} of {rows}"),
        "count": _("number of rows of {rows} with {inner}"), "all": _("in every row of {rows}: {inner}"),
        "exists": _("in some row of {rows}: {inner}"), "map": _("{inner} of {rows}"),
        "filter": _("rows of {rows} with {inner}"),
    }  # fmt: skip
    return said.get(verb, "{inner}").format(rows=rows, inner=inner)


def settings_of(entry: Entry, key: str) -> str:
    """A setting of the module by its title."""
    held = entry.module.settings_entity
    field = held.fields.get(key) if held is not None else None
    inner = held.fields["settings"].fields.get(key) if held is not None and "settings" in held.fields else None
    found = field or inner
    return _("{title} (setting)").format(title=found.title if found else key)
