"""Forms not saved yet: what was typed is kept for the person, without personal data, and offered when he comes back."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from dougong import preferences
from dougong.actions import forget_preference, keep_preference
from dougong.admission import Entry
from dougong.definition import Field
from dougong.forms import Form
from dougong.pages.visits import Visit
from dougong.problem import Json
from dougong.tenancy import reading

#: The kind of preference drafts are kept as; the key is the form's address.
DRAFT = "draft"
#: Buttons and calls of a form: keep what it holds, fill it in with what was kept, let that go.
KEEP, RESUME, DISCARD = "keep", "resume", "discard"
#: What the form fills in anew by itself, what has to be read anew, and what never lies anywhere unsealed.
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "_do", "_seen", "version"})
_DRAWN = "data:"
_BASE = "_base"


def verb_of(posted: QueryDict) -> str:
    """Which of the three is asked for; "" for anything else."""
    verb = posted.get("_do", "").partition(":")[0]
    return verb if verb in {KEEP, RESUME, DISCARD} else ""


def place_of(visit: Visit) -> str:
    """Where a form's draft is kept: its address, and which answer of an approval it gives."""
    answer = visit.request.POST.get("answer") or visit.request.GET.get("answer", "")
    return f"{visit.request.path}#{answer}" if answer in {"approve", "reject"} else visit.request.path


def keep(visit: Visit, entry: Entry, posted: QueryDict) -> HttpResponse:
    """Keep what the form holds now, for this person and this address. Raises Refused ("limit")."""
    personal = set(_personal(entry.entity.fields))
    fields: list[list[str]] = []
    omitted = False
    for name, texts in posted.lists():
        plain = name.rpartition(":")[2]
        if name in _NOT_KEPT:
            continue
        if _pattern(plain) in personal or any(text.startswith(_DRAWN) for text in texts):
            omitted = omitted or any(texts)
        else:
            fields += [[name, _without(text, personal) if name == _BASE else text] for text in texts]
    value = {"fields": fields, "omitted": omitted, "at": timezone.now().isoformat()}
    keep_preference(visit.caller, DRAFT, place_of(visit), value)
    return HttpResponse(status=204)


def let_go(visit: Visit) -> None:
    """Forget what was kept for this address: it is saved, or nobody wants it."""
    with reading(visit.caller.tenant):
        there = _kept(visit) is not None
    if there:
        forget_preference(visit.caller, DRAFT, place_of(visit))


def discard(visit: Visit) -> HttpResponse:
    """Forget it, and show the form as if nothing had been typed."""
    let_go(visit)
    return HttpResponseRedirect(visit.request.get_full_path())


def offer(visit: Visit) -> dict[str, Any] | None:
    """What the page says of a draft that waits; None where none does. Call inside `tenancy.reading`."""
    kept = _kept(visit)
    if kept is None:
        return None
    at = datetime.fromisoformat(kept["at"])
    when = _("{time} ago").format(time=timesince(at, depth=1))
    return {"when": when, "omitted": bool(kept.get("omitted")), "at": int(at.timestamp() * 1000)}


def resumed(visit: Visit, posted: QueryDict, stored: Form | None) -> QueryDict:
    """What was kept, as if it were posted now: by the browser when it says more than its button, else here.

    stored: the form of the record as it is: what is personal was not kept and stays as it stands there.
    Call inside `tenancy.reading`.
    """
    found = QueryDict(mutable=True)
    if "_id" in posted or "version" in posted:
        found = posted.copy()
    else:
        for name, text in (_kept(visit) or {}).get("fields", ()):
            found.appendlist(str(name), str(text))
    for leaf in stored.leaves if stored else ():
        if leaf.personal and leaf.name not in found:
            found.setlist(leaf.name, list(leaf.texts))
    found["_do"] = "refresh:#"
    return found


def _kept(visit: Visit) -> Any:
    return preferences.recall(visit.caller.account.pk, DRAFT, place_of(visit))


def _personal(fields: Mapping[str, Field], above: str = "") -> Iterator[str]:
    """Patterns of the personal fields: "/id_card", "/rows/*/phone"."""
    for key, field in fields.items():
        if field.masked:
            yield f"{above}/{key}"
        if field.fields:
            yield from _personal(field.fields, f"{above}/{key}/*" if field.kind == "rows" else f"{above}/{key}")


def _pattern(name: str) -> str:
    keys = name.split("/")
    return "/".join("*" if at > 0 and at % 2 == 0 else key for at, key in enumerate(keys))


def _without(text: str, personal: set[str]) -> str:
    """The base of the changes without personal values."""
    try:
        base: Json = json.loads(text)
    except ValueError:
        return "{}"
    return json.dumps(_stripped(base, "", personal), ensure_ascii=False)


def _stripped(value: Json, above: str, personal: set[str]) -> Json:
    if isinstance(value, list):
        return [_stripped(one, f"{above}/*", personal) for one in value]
    if not isinstance(value, dict):
        return value
    return {k: _stripped(v, f"{above}/{k}", personal) for k, v in value.items() if f"{above}/{k}" not in personal}
