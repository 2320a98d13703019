"""What a person keeps for himself: columns, recent records, pins, drafts, language; and saved views of lists."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.preferences.keeping import (
        KINDS,
        VALUE_LIMIT,
        Kept,
        count_kept,
        forget,
        latest,
        recall,
        recall_all,
        recall_kinds,
        remember,
        sweep_preferences,
    )
    from dougong.preferences.views import (
        VIEWS_LIMIT,
        SavedView,
        change_view,
        count_views,
        remove_view,
        save_view,
        saved_view,
        saved_views,
        views_of,
    )
else:
    # Hidden from the type checker, which would otherwise accept any misspelt name.
    __getattr__ = lazily(
        __name__,
        {
            "keeping": (
                "KINDS",
                "VALUE_LIMIT",
                "Kept",
                "count_kept",
                "forget",
                "latest",
                "recall",
                "recall_all",
                "recall_kinds",
                "remember",
                "sweep_preferences",
            ),
            "views": (
                "VIEWS_LIMIT",
                "SavedView",
                "change_view",
                "count_views",
                "remove_view",
                "save_view",
                "saved_view",
                "saved_views",
                "views_of",
            ),
        },
    )

__all__ = [
    "KINDS",
    "VALUE_LIMIT",
    "VIEWS_LIMIT",
    "Kept",
    "SavedView",
    "change_view",
    "count_kept",
    "count_views",
    "forget",
    "latest",
    "recall",
    "recall_all",
    "recall_kinds",
    "remember",
    "remove_view",
    "save_view",
    "saved_view",
    "saved_views",
    "sweep_preferences",
    "views_of",
]
