"""The editor of definitions: a tenant's draft of a module, what is laid into it, and what comes of it."""

from dougong.designer.checking import examine, newly_wrong
from dougong.designer.deeds import Bench
from dougong.designer.documents import document_schema, replace_document
from dougong.designer.draft import Draft, as_seen, change, open_draft
from dougong.designer.forecast import Forecast, forecast_of, losses, newly_searched, worked_out_anew
from dougong.designer.metas import meta
from dougong.designer.naming import Names, joined
from dougong.designer.preview import Previewed, first_who, preview_form, seated
from dougong.designer.recalculating import Reckoned, is_document, worked_out
from dougong.designer.rights_deeds import (
    as_module,
    cell_deeds,
    field_deeds,
    new_role_key,
    role_deeds,
    state_deeds,
    step_deeds,
)
from dougong.designer.rights_diff import Gain, RightChange, RoleChange, StateChange, StepChange, rights_changes
from dougong.designer.rights_sheet import (
    VERBS,
    Cell,
    Layers,
    RightCase,
    StepCell,
    cell_of,
    cells_of,
    field_access,
    restricts,
    rights_at,
    state_rights,
    steps_of,
    workflow_of,
)
from dougong.designer.telling import Said, tell
from dougong.overlay import AS_BASE, GONE, Add, Deed, Order

__all__ = [
    "AS_BASE",
    "GONE",
    "VERBS",
    "Add",
    "Bench",
    "Cell",
    "Deed",
    "Draft",
    "Forecast",
    "Gain",
    "Layers",
    "Names",
    "Order",
    "Previewed",
    "Reckoned",
    "RightCase",
    "RightChange",
    "RoleChange",
    "Said",
    "StateChange",
    "StepCell",
    "StepChange",
    "as_module",
    "as_seen",
    "cell_deeds",
    "cell_of",
    "cells_of",
    "change",
    "document_schema",
    "examine",
    "field_access",
    "field_deeds",
    "first_who",
    "forecast_of",
    "is_document",
    "joined",
    "losses",
    "meta",
    "new_role_key",
    "newly_searched",
    "newly_wrong",
    "open_draft",
    "preview_form",
    "replace_document",
    "restricts",
    "rights_at",
    "rights_changes",
    "role_deeds",
    "seated",
    "state_deeds",
    "state_rights",
    "step_deeds",
    "steps_of",
    "tell",
    "worked_out",
    "worked_out_anew",
    "workflow_of",
]
