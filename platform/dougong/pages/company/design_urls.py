"""The addresses of the designer: what is worked at in a module, published, gone back to."""

from django.urls import path

from dougong.pages.company import (
    design_fields,
    design_history,
    design_home,
    design_lists,
    design_outline,
    design_preview,
    design_publishing,
    design_steps,
)

urlpatterns = [
    path("settings/design/", design_home.design_home, name="design-home"),
    path("settings/design/<slug:module>/", design_outline.design_page, name="design"),
    path("settings/design/<slug:module>/preview/", design_preview.preview_page, name="design-preview"),
    path("settings/design/<slug:module>/publish/", design_publishing.publish_page, name="design-publish"),
    path("settings/design/<slug:module>/history/", design_history.history_page, name="design-history"),
    path("settings/design/<slug:module>/history/delivered/", design_history.delivered_page, name="design-delivered"),
    path("settings/design/<slug:module>/history/<uuid:revision>/", design_history.restore_page, name="design-restore"),
    path("settings/design/<slug:module>/<slug:entity>/lists/", design_lists.lists_page, name="design-lists"),
    path("settings/design/<slug:module>/<slug:entity>/steps/", design_steps.steps_page, name="design-steps"),
    path("settings/design/<slug:module>/<slug:entity>/fields/", design_fields.fields_page, name="design-fields"),
    path(
        "settings/design/<slug:module>/<slug:entity>/fields/formula/",
        design_fields.formula_page,
        name="design-formula",
    ),
]
