"""From a view, filters and a reach to one bounded query and its values; every door and presenter lists through it."""

from dougong.listing.asking import (
    UNGROUPED,
    Branch,
    Leaf,
    Wanted,
    read_wanted,
    read_wanted_as_far,
    wanted_of_address,
    write_wanted,
)
from dougong.listing.choosing import Choice, Offered, search_choices
from dougong.listing.columns import Column, columns_offered
from dougong.listing.conditions import term_of
from dougong.listing.everywhere import Hit, find_everywhere
from dougong.listing.files_seen import may_open_file
from dougong.listing.filters import FILTERS, FilterField, filter_field, filter_fields
from dougong.listing.forgiving import as_far_as_possible
from dougong.listing.groups import GROUPED, Group, GroupField, Groups, group_fields, group_of_view, open_groups
from dougong.listing.labels import labels_of, refs_of
from dougong.listing.neighbours import neighbours_of
from dougong.listing.page import Listing, count_and_totals, count_of, open_list, views_of
from dougong.listing.periods import PERIODS
from dougong.listing.picking import picked
from dougong.listing.records import (
    FIGURES,
    MEASURES_MAX,
    Figured,
    Rows,
    adds_up,
    count_rows,
    default_keys,
    expansions,
    figures_of,
    followed,
    open_rows,
    referred,
)
from dougong.listing.sentences import filter_sentence, period_said, refs_of_leaf, system_title, title_said, word_said
from dougong.listing.sorting import Sort

__all__ = [
    "FIGURES",
    "FILTERS",
    "GROUPED",
    "MEASURES_MAX",
    "PERIODS",
    "UNGROUPED",
    "Branch",
    "Choice",
    "Column",
    "Figured",
    "FilterField",
    "Group",
    "GroupField",
    "Groups",
    "Hit",
    "Leaf",
    "Listing",
    "Offered",
    "Rows",
    "Sort",
    "Wanted",
    "adds_up",
    "as_far_as_possible",
    "columns_offered",
    "count_and_totals",
    "count_of",
    "count_rows",
    "default_keys",
    "expansions",
    "figures_of",
    "filter_field",
    "filter_fields",
    "filter_sentence",
    "find_everywhere",
    "followed",
    "group_fields",
    "group_of_view",
    "labels_of",
    "may_open_file",
    "neighbours_of",
    "open_groups",
    "open_list",
    "open_rows",
    "period_said",
    "picked",
    "read_wanted",
    "read_wanted_as_far",
    "referred",
    "refs_of",
    "refs_of_leaf",
    "search_choices",
    "system_title",
    "term_of",
    "title_said",
    "views_of",
    "wanted_of_address",
    "word_said",
    "write_wanted",
]
