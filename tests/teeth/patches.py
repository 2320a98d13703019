"""The planted faults, as data: what of which file becomes what, in seven classes. The old text must be there once."""

from dataclasses import dataclass
from typing import Literal

Fault = Literal["tenant", "admit", "picker", "task", "cache", "file", "field"]

#: The classes: what somebody forgot.
CLASSES: dict[Fault, str] = {
    "tenant": "the filter of the tenant",
    "admit": "asking whether the person may",
    "picker": "the reach, where something is offered or found",
    "task": "the tenant of a task",
    "cache": "the tenant in the key of what is remembered",
    "file": "asking whose a file is",
    "field": "that a field is hidden, where one filters, sorts, groups, finds or looks back",
}
#: An entry that opens everything, in place of one that asks.
OPEN = '__import__("dougong.admission.entry", fromlist=["x"]).entry_for_consequence'
REACH = '__import__("dougong.access", fromlist=["x"]).system_reach'


@dataclass(frozen=True)
class Patch:
    """One fault. file: under platform/dougong."""

    fault: Fault
    file: str
    old: str
    new: str
    why: str


def _objects(model: str, rest: str) -> tuple[str, str]:
    """A query set of Django's, with and without its tenant."""
    return f"{model}.objects.filter(tenant_id=current().tenant_id, {rest}", f"{model}.objects.filter({rest}"


PATCHES = (
    # -- tenant
    Patch("tenant", "storage/source.py", 'parts = [Sql("t.tenant_id = %s", (current().tenant_id,))]',
          'parts = [Sql("1=1")]', "records of all companies"),
    Patch("tenant", "storage/children.py", 'where = f"t.tenant_id = %s AND {condition}"',
          'where = f"(t.tenant_id = %s OR 1=1) AND {condition}"', "detail rows by the record's id alone"),
    Patch("tenant", "storage/source.py", "ON {alias}.tenant_id = t.tenant_id AND {alias}.id = {self.on}",
          "ON {alias}.id = {self.on}", "what a reference leads to, by its id alone"),
    Patch("tenant", "storage/totals.py", "r ON r.tenant_id = t.tenant_id AND r.record_id = t.id",
          "r ON r.record_id = t.id", "sums over the rows of all companies"),
    Patch("tenant", "storage/marks.py", 'text = f"{alias}.tenant_id = %s AND ', 'text = f"(%s > 0) AND ',
          "marks of all companies"),
    Patch("tenant", "storage/checks.py", 'f" WHERE tenant_id = %s AND deleted_at IS NULL AND {condition}"',
          'f" WHERE %s > 0 AND deleted_at IS NULL AND {condition}"', "references to other companies' records"),
    Patch("tenant", "discussion/comments.py", *_objects("CommentRow", "entity=entity, record_id=record"), "comments"),
    Patch("tenant", "discussion/notices.py", *_objects("NoticeRow", "account=account)\n    if unread"), "notices"),
    Patch("tenant", "discussion/notices.py", *_objects("NoticeRow", "account=account, read_at__isnull=True"),
          "how many notices wait"),
    Patch("tenant", "events/log.py", *_objects("EventRow", "entity=entity, record_id=record"), "a record's history"),
    Patch("tenant", "approvals/keeping.py", *_objects("AnswerRow", "record_id=record_id, round=round_)\n    return"),
          "the answers on a record"),
    Patch("tenant", "preferences/keeping.py", *_objects("PreferenceRow", "account_id=account_id, kind=kind, key=key"),
          "drafts of the same person"),
    Patch("tenant", "preferences/keeping.py", *_objects("PreferenceRow", "account_id=account_id, kind__in=kinds"),
          "what a person keeps"),
    Patch("tenant", "preferences/views.py",
          "filter(Q(shared=True) | Q(owner_id=account_id), tenant_id=current().tenant_id, entity=entity)",
          "filter(Q(shared=True) | Q(owner_id=account_id), entity=entity)", "kept views of a list"),
    Patch("tenant", "tenancy/members.py", "held = MemberRole.objects.filter(_valid(timezone.now()), tenant=tenant, account=account)",
          "held = MemberRole.objects.filter(_valid(timezone.now()), account=account)", "roles held elsewhere"),
    Patch("tenant", "tenancy/members.py",
          "filter(_working(timezone.now()), tenant_id=scope.tenant_id, account__is_active=True)",
          "filter(_working(timezone.now()), account__is_active=True)", "the people of all companies"),
    # -- admit
    Patch("admit", "pages/records.py", 'entry = admit(seat, f"{module}/{entity}")',
          f'entry = {OPEN}(seat, f"{{module}}/{{entity}}")', "a record's page"),
    Patch("admit", "pages/lists.py", 'entry = admit(seat, f"{module}/{entity}")\n        context:',
          f'entry = {OPEN}(seat, f"{{module}}/{{entity}}")\n        context:', "a list"),
    Patch("admit", "pages/lists.py", 'entry = admit(seat, f"{module}/{entity}")\n        wanted',
          f'entry = {OPEN}(seat, f"{{module}}/{{entity}}")\n        wanted', "the totals of a list"),
    Patch("admit", "pages/discussing.py", 'entry = admit(seat_of(visit.caller), f"{module}/{entity}")',
          f'entry = {OPEN}(seat_of(visit.caller), f"{{module}}/{{entity}}")', "the people of a record"),
    Patch("admit", "actions/discuss.py", 'entry = admit(seat, name, "see")', f"entry = {OPEN}(seat, name)",
          "saying something about a record"),
    Patch("admit", "access/authorize.py", "    if not cases:\n        raise Refused", "    if False:\n        raise Refused",
          "an entity without any rule"),
    Patch("admit", "access/cases.py", "    if not actor.projects_as(role):\n        return None",
          "    if not actor.projects_as(role):\n        return EVERYWHERE", "roles that nobody gave"),
    Patch("admit", "storage/source.py", "        if not self.reach.everywhere:", "        if False:",
          "the rows a right is narrowed to"),
    Patch("admit", "pages/visits.py", '    if epoch is None or epoch != getattr(request, "epoch", None):', "    if False:",
          "people who left"),
    Patch("admit", "admission/seat.py", "    if not seat.administers:", "    if False:", "the company's settings"),
    Patch("admit", "actions/remove_record.py", "    if not verdict.allowed:", "    if False:", "removing a record"),
    Patch("admit", "actions/create_record.py", 'entry = admit(seat, name, "create")', f"entry = {OPEN}(seat, name)",
          "making a record"),
    Patch("admit", "actions/update_record.py", 'entry = admit(seat, name, "edit")\n    everything',
          f"entry = {OPEN}(seat, name)\n    everything", "changing a record"),
    # -- picker
    Patch("picker", "listing/choosing.py", "return storage.select(self.target.reach, self",
          f'return storage.select({REACH}(self.target.entity.name, "x"), self', "what a picker offers"),
    Patch("picker", "listing/everywhere.py", "records = storage.select(entry.reach,",
          f'records = storage.select({REACH}(entity.name, "x"),', "what the palette finds"),
    Patch("picker", "listing/labels.py", "    records = select(entry.reach,",
          f'    records = select({REACH}(entry.entity.name, "x"),', "the words of references"),
    Patch("picker", "listing/everywhere.py", "(admit_reference(seat, name) for name in names)",
          f"({OPEN}(seat, name) for name in names)", "entities the palette looks into"),
    Patch("picker", "listing/choosing.py", "return admit_reference(seat, name) if name else None",
          f"return {OPEN}(seat, name) if name else None", "targets a picker looks into"),
    # -- task
    Patch("task", "outbox/box.py", "due = OutboxRow.objects.filter(tenant_id=tenant, state__in=states,",
          "due = OutboxRow.objects.filter(state__in=states,", "effects of all companies are claimed"),
    Patch("task", "outbox/box.py", "tenant_id=tenant, state=OutboxRow.State.DONE, finished_at__lt",
          "state=OutboxRow.State.DONE, finished_at__lt", "delivered effects of all are swept"),
    Patch("task", "jobs_log/progress.py", "ProgressRow.objects.filter(tenant_id=tenant, finished_at__lt",
          "ProgressRow.objects.filter(finished_at__lt", "progress of all is swept"),
    Patch("task", "preferences/keeping.py", 'PreferenceRow.objects.filter(tenant_id=tenant, kind="draft", at__lt=',
          'PreferenceRow.objects.filter(kind="draft", at__lt=', "drafts of all are swept"),
    Patch("task", "files/sweeping.py", "tenant_id=scope.tenant_id, record_id__isnull=True, created_at__lt",
          "record_id__isnull=True, created_at__lt", "uploads of all are swept"),
    Patch("task", "tenancy/scope.py", "    finally:\n        _open.reset(mark)", "    finally:\n        pass",
          "the tenant of the task before stays"),
    Patch("task", "project/celery.py", "            _tenant.reset(mark)\n", "            pass\n",
          "a worker keeps the tenant of its last task"),
    # -- cache
    Patch("cache", "catalog/modules.py", "_merged.get((tenant, board.stamp, language), read)",
          "_merged.get((board.stamp, language), read)", "merged modules"),
    Patch("cache", "catalog/modules.py", "_switchboards.get((tenant, stamp),", "_switchboards.get(stamp,",
          "what is switched on"),
    Patch("cache", "catalog/modules.py", "_modules.get((one.hash, one.overlays, language),",
          "_modules.get((one.hash, language),", "modules without their overlays"),
    Patch("cache", "tenancy/scope.py", "    return opened.memory", '    return globals().setdefault("_kept", {})',
          "the memory of a scope outlives it"),
    Patch("cache", "tenancy/hosts.py", "return domain.tenant if domain is not None else None",
          'return globals().setdefault("_kept", domain.tenant) if domain is not None else None', "hosts"),
    Patch("cache", "admission/seat.py", "    modules = catalog.modules_for(caller.language)\n",
          '    modules = globals().setdefault("_kept", {}).setdefault(caller.language, '
          "catalog.modules_for(caller.language))\n", "modules by language"),
    Patch("cache", "tenancy/members.py", "    roles: set[str] = set()\n    in_projects: defaultdict[UUID, set[str]] ",
          '    roles: set[str] = globals().setdefault("_kept", {}).setdefault(account.id, set())\n'
          "    in_projects: defaultdict[UUID, set[str]] ", "roles by account"),
    Patch("cache", "preferences/keeping.py", "    return found\n\n\ndef count_kept(",
          '    return globals().setdefault("_kept", {}).setdefault((account_id, kinds), found)\n\n\ndef count_kept(',
          "what a person keeps, by account"),
    # -- file
    Patch("file", "listing/files_seen.py", "        return stored.by == seat.actor.id.id", "        return True",
          "another's upload that is not saved yet"),
    Patch("file", "listing/files_seen.py", "entry = admit_reference(seat, stored.entity)",
          f"entry = {OPEN}(seat, stored.entity)", "the file of a record that is not his to see"),
    Patch("file", "listing/files_seen.py", "    return any(ref.id == file_id for record in page.records for ref in "
          "refs_of(entry.entity.fields, record.values))", "    return bool(page.records)", "a file in a hidden field"),
    Patch("file", "files/stored.py", "loose = Q(record_id__isnull=True) if by is None else "
          "Q(record_id__isnull=True, by_id=by)", "loose = Q(record_id__isnull=True)", "attaching another's upload"),
    Patch("file", "files/stored.py", "rows = FileRow.objects.filter(tenant_id=tenant, id__in=list(wanted))",
          "rows = FileRow.objects.filter(id__in=list(wanted))", "attaching another company's upload"),
    Patch("file", "files/stored.py", "rows = FileRow.objects.filter(tenant_id=current().tenant_id, id__in=list(files))",
          "rows = FileRow.objects.filter(id__in=list(files))", "names of other companies' files"),
    # -- field
    Patch("field", "storage/source.py", "        if shown is None:\n            return column", "        if True:\n            return column",
          "filter, sort, group and sum by what is hidden"),
    Patch("field", "storage/source.py", "zip(self.cases(), self.reach.cases, strict=True) if case.shows(pointer)]",
          "zip(self.cases(), self.reach.cases, strict=True)]", "shown wherever anything is reached"),
    Patch("field", "pages/histories.py", '        return not any_covers(self.record.hidden, pointer) and bool(self.entry.reach.showing(pointer))',
          "        return True", "a record's history"),
    Patch("field", "storage/hiding.py", "    if not record.hidden:\n        return record", "    if True:\n        return record",
          "values of a record that was read"),
    Patch("field", "storage/grouping.py", "    column, place = source.expression(name)",
          "    place = source._own_place(name)\n    column = Sql(place.sql)", "groups"),
    Patch("field", "storage/totals.py", "        expression, _place = source.expression(key)",
          "        expression = Sql(source._own_place(key).sql)", "sums"),
    Patch("field", "storage/ordering.py", 'source.beyond(name) if "." in name else source.expression(name)',
          'source.beyond(name) if "." in name else (Sql(source._own_place(name).sql), source._own_place(name))', "orders"),
    Patch("field", "storage/source.py", "compile_term(term, self._readable_place, given)",
          "compile_term(term, self._open_place, given)", "filters"),
    Patch("field", "access/cases.py", "case = Case(both(fence, where), right.hide, right.readonly,",
          "case = Case(both(fence, where), (), right.readonly,", "what a right hides"),
    Patch("field", "access/reach.py", "        return not any_covers(self.hide, pointer)", "        return True",
          "what a case hides"),
    Patch("field", "storage/marks.py", "            if FALSE not in shown:", "            if True:",
          "finding by a hidden text"),
    Patch("field", "storage/hiding.py", "    return any(covers(pattern, pointer) for pattern in patterns)",
          "    return False", "which fields are hidden"),
)  # fmt: skip
