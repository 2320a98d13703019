"""Forms: any entity, any JSON Schema, as a form a browser can fill in without a script; and what it sent, read back.

    form = build_form(entity, instance, problems=..., rights=..., context=..., offers=..., layout=...)
    html = render(form)                                   # inside the page's <form>, with its token and buttons
    if asked(request.POST): form = act(form, request.POST)    # one of the form's own buttons: add a row ...
    else: reading = take(form, request.POST)              # .instance, .problems, .form
    form = build_form(entity, reading.instance, typed=request.POST, problems=...)   # shown again as it was typed

Files come under the same names in `request.FILES`: the page stores them and appends their ids to a copy of
`request.POST` before reading. A signature drawn in the browser comes as a `data:image/png` text under its name.
A form only answers for `form.answers` (top-level keys): what a person may not write is not in its instance.
Detail rows carry their `id` unseen, so that columns somebody may not see are kept by merging row by row.

Names of inputs and their companions: see `names`. Classes, for the style sheet (nothing is styled inline):

    dg-form             the whole; dg-summary: problems on top; dg-default: the button Enter presses (off screen)
    dg-section          a part with a dg-section-title; <details> when it folds
    dg-fields           a grid of fields; dg-columns-1, dg-columns-2; children with dg-wide span it
    dg-field            one field: dg-label, dg-control, dg-help (shown while focus is inside), dg-error; dg-kind-<kind>
    dg-bad, dg-warn     has an error, a warning; dg-readonly: cannot be written; dg-star: has to be filled in
    dg-input            input, textarea (dg-area, dg-json, dg-corners), select (dg-select); dg-num: aligned right
    dg-unit-box         an input with its dg-unit inside, after it; dg-unit-before: in front; dg-pair: two inputs
    dg-tick             a check box with its words; dg-choices, dg-choice, dg-choice-none: choices side by side
    dg-blank            the small select "when left empty" of a field that may be null
    dg-output           computed or not to be changed: quiet ink, formula in the title; dg-formula where computed
    dg-files            files there (dg-file) and the picker (dg-pick); dg-signature, dg-canvas: drawing
    dg-group            a framed group with a dg-legend (dg-bare: without frame); dg-fold: a group still to be opened
    dg-entries          free keys: dg-entry with dg-key and dg-value
    dg-list             a list with dg-legend; dg-scroll > table.dg-grid, tr.dg-line, td.dg-no, td[data-label],
                        td.dg-row-end, tfoot td[data-sum]; or dg-rows > dg-row (dg-row-head with dg-row-sums where it
                        holds tables, dg-row-body, dg-row-end), dg-grand; dg-tools with dg-add; dg-remove, dg-up
    dg-roomy            on dg-form: it holds a table so wide that the form takes the whole page
    dg-union            alternatives: dg-chooser with select and dg-apply, then the one chosen

For scripts: data-controller (form, conditions, grid, entries, union, picker, files, signature, scan, place, corners,
rich-text), data-kind, data-name, data-{visible,required,readonly,computed}-when with data-scope (the object whose keys
the expression names, then those around it), <template data-mark="~row1~"> whose mark becomes a token when copied.
"""

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls import CONTROLS, NODES, Control
from dougong.forms.form import Form, Line, Reading
from dougong.forms.maker import Offer, Offers
from dougong.forms.making import act, asked, build_form, read, take
from dougong.forms.messages import message
from dougong.forms.nodes import (
    Blank,
    Entry,
    Fold,
    Group,
    JsonLeaf,
    Leaf,
    ListNode,
    Node,
    Option,
    Row,
    Section,
    Union,
    walk,
)
from dougong.forms.render import render

__all__ = [
    "ABSENT",
    "CONTROLS",
    "NODES",
    "Blank",
    "Control",
    "Entry",
    "Fold",
    "Form",
    "Group",
    "JsonLeaf",
    "Leaf",
    "Line",
    "ListNode",
    "Maybe",
    "Node",
    "Offer",
    "Offers",
    "Option",
    "Reading",
    "Row",
    "Section",
    "Union",
    "act",
    "asked",
    "build_form",
    "message",
    "read",
    "render",
    "take",
    "walk",
]
