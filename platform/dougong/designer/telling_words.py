"""The words of the language's keywords, as an administrator reads them when one of them changed."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

#: Of a field.
OF_FIELD: Final[Words] = {
    "title": _("name"),
    "description": _("help"),
    "kind": _("kind"),
    "placeholder": _("example in the empty field"),
    "default": _("value of a new entry"),
    "default_from": _("value offered"),
    "computed": _("formula"),
    "rollup": _("sum over other entries"),
    "visible_when": _("shown only when"),
    "required_when": _("must be filled in when"),
    "readonly_when": _("cannot be edited when"),
    "pick": _("entries offered"),
    "unique": _("no two alike"),
    "indexed": _("found and sorted quickly"),
    "masked": _("personal data"),
    "minimum": _("smallest value"),
    "maximum": _("largest value"),
    "exclusiveMinimum": _("larger than"),
    "exclusiveMaximum": _("smaller than"),
    "multipleOf": _("multiple of"),
    "minLength": _("characters at least"),
    "maxLength": _("characters at most"),
    "pattern": _("pattern"),
    "minItems": _("entries at least"),
    "maxItems": _("entries at most"),
    "uniqueItems": _("entries differ"),
    "unit": _("unit"),
    "scale": _("decimal places"),
    "reference": _("refers to"),
    "many": _("several"),
    "readOnly": _("not edited"),
    "deprecated": _("no longer offered"),
    "accept": _("kinds of files"),
    "max_bytes": _("size at most"),
}
#: Of an entity as a whole.
OF_ENTITY: Final[Words] = {
    "title": _("name"),
    "description": _("what it is for"),
    "icon": _("icon"),
    "label": _("how an entry is called"),
    "numbering": _("numbers"),
    "unique": _("never twice the same"),
}
#: Of a list view.
OF_VIEW: Final[Words] = {
    "title": _("name"),
    "kind": _("look"),
    "sort": _("order of the entries"),
    "where": _("only entries for which"),
    "filters": _("filters offered"),
    "group": _("groups"),
    "totals": _("sums"),
    "lights": _("colours of the lines"),
    "roles": _("shown only to"),
    "size": _("entries on a page"),
}
#: Of a state.
OF_STATE: Final[Words] = {
    "title": _("name"),
    "description": _("when an entry is in it"),
    "tone": _("colour"),
    "locked": _("nothing can be edited"),
    "final": _("the end"),
}
#: Of a transition.
OF_STEP: Final[Words] = {
    "title": _("name"),
    "description": _("what happens"),
    "from": _("starts from"),
    "to": _("leads to"),
    "via": _("waits in"),
    "by": _("who may"),
    "guard": _("only when"),
    "guard_message": _("said when it is not so"),
    "reason": _("reason"),
    "signature": _("signature"),
    "danger": _("asked twice"),
    "edit": _("fields filled in with it"),
    "after": _("happens by itself after"),
    "do": _("what else follows"),
    "icon": _("icon"),
    "on": _("set off by"),
}
#: Of a step of an approval.
OF_APPROVER: Final[Words] = {
    "title": _("name"),
    "assign": _("who is asked"),
    "mode": _("how many must agree"),
    "need": _("so many must agree"),
    "when": _("asked only when"),
    "deadline": _("time to answer"),
    "empty": _("when nobody is found"),
    "on_reject": _("when somebody says no"),
    "remind": _("reminded every"),
    "escalate": _("told when it takes too long"),
    "auto": _("by itself when it takes too long"),
}
#: Of a section of a form.
OF_SECTION: Final[Words] = {
    "title": _("name"),
    "columns": _("columns"),
    "folded": _("folded"),
    "visible_when": _("shown only when"),
}
#: Field rights of a state.
OF_RIGHTS: Final[Words] = {
    "edit": _("may edit"),
    "readonly": _("may not edit"),
    "hide": _("does not see"),
}
#: What a role may do with entries.
OF_VERB: Final[Words] = {
    "see": _("see"),
    "create": _("make new ones"),
    "edit": _("change"),
    "remove": _("remove"),
    "export": _("export"),
    "import": _("import"),
}
#: Words that stand as values.
VALUES: Final[Mapping[str, Words]] = {
    "tone": {
        "info": _("blue"),
        "good": _("green"),
        "warn": _("yellow"),
        "bad": _("red"),
        "muted": _("grey"),
    },
    "reason": {
        "none": _("not asked"),
        "optional": _("may be given"),
        "required": _("must be given"),
    },
    "mode": {
        "any": _("any one of them"),
        "all": _("all of them"),
        "count": _("a number of them"),
        "percent": _("a share of them"),
        "sequence": _("all, one after another"),
    },
}
