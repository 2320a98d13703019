"""The addresses of modules switched on and off, and of rights."""

from django.urls import path

from dougong.pages.company.module_settings import module_settings_page
from dougong.pages.company.modules import modules_page, switch_off_page, switch_on_page
from dougong.pages.company.rights import rights_page, sheet_page, steps_page
from dougong.pages.company.rights_cell import cell_page as rights_cell_page
from dougong.pages.company.rights_cell import step_page
from dougong.pages.company.rights_changes import changes_page
from dougong.pages.company.rights_fields import fields_page
from dougong.pages.company.rights_roles import roles_page

urlpatterns = [
    path("settings/modules/", modules_page, name="settings-modules"),
    path("settings/modules/<slug:module>/", module_settings_page, name="settings-module"),
    path("settings/modules/<slug:module>/on/", switch_on_page, name="settings-module-on"),
    path("settings/modules/<slug:module>/off/", switch_off_page, name="settings-module-off"),
    path("settings/rights/", rights_page, name="rights"),
    path("settings/rights/roles/", roles_page, name="rights-roles"),
    path("settings/rights/<slug:module>/changes/", changes_page, name="rights-changes"),
    path("settings/rights/<slug:module>/<slug:entity>/sheet/", sheet_page, name="rights-sheet"),
    path("settings/rights/<slug:module>/<slug:entity>/steps/", steps_page, name="rights-steps"),
    path("settings/rights/<slug:module>/<slug:entity>/fields/", fields_page, name="rights-fields"),
    path("settings/rights/<slug:module>/<slug:entity>/cell/", rights_cell_page, name="rights-cell"),
    path("settings/rights/<slug:module>/<slug:entity>/step/", step_page, name="rights-step"),
]
