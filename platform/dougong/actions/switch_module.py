"""Switch an installed module on or off for a company; whatever it holds stays as it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong import catalog, events
from dougong.actions.deed import deed
from dougong.actions.finding import ask_to_reindex
from dougong.actions.switch_plans import SwitchOff, SwitchOn, plan_switch_off, plan_switch_on
from dougong.admission import Caller, Seat, admit_to_settings
from dougong.problem import Problem, Refused
from dougong.tenancy import writing

#: What the event log names these lines by: no record's, the module is told in them.
MODULE_EVENTS = "module"


def switch_module_on(caller: Caller, key: str, *, agreed: Iterable[str] = ()) -> SwitchOn:
    """Switch a module on as the company had it, or at the version installed last; and what it needs, if agreed.

    agreed: the other modules that may be switched on with it. Its records, views, drafts, changes and settings are
    there again. Raises Refused: "forbidden", "not_found", "requires" for what is needed and not agreed to.
    """
    with deed(caller) as seat:
        admit_to_settings(seat)
        plan = plan_switch_on(seat, key)
        known = {key, *agreed}
        others = [one.module for one in plan.modules if one.module.key not in known]
        _refuse(plan.problems, [Problem("", "requires", {"module": key, "other": one.title}) for one in others])
        for one in plan.modules:
            catalog.switch_on(one.module.key, digest=one.hash)
            _log(
                seat, "switch_on", {"module": one.module.key, "title": one.module.title, "version": one.module.version}
            )
    with writing(caller.tenant):  # a scope of its own: the modules as they are from now on
        for one in plan.modules:
            ask_to_reindex(one.module.key)
    return plan


def switch_module_off(caller: Caller, key: str, *, agreed: Iterable[str] = ()) -> SwitchOff:
    """Switch a module off, from the next request on in every process; and what needs it, if agreed.

    agreed: the other modules that may be switched off with it. Nothing of what they hold is touched; their jobs wait.
    Raises Refused: "forbidden", "not_found", "required_by" for what needs it and was not agreed to,
    "only_administering" when nobody could come in to switch it on again.
    """
    with deed(caller) as seat:
        admit_to_settings(seat)
        plan = plan_switch_off(seat, key)
        known = {key, *agreed}
        others = [one for one in plan.needed_by if one.key not in known]
        _refuse(plan.problems, [Problem("", "required_by", {"module": key, "other": one.title}) for one in others])
        catalog.switch_off(*(one.key for one in plan.modules))
        for one in plan.modules:
            _log(seat, "switch_off", {"module": one.key, "title": one.title, "version": one.version})
    return plan


def _refuse(*found: Iterable[Problem]) -> None:
    problems = [problem for some in found for problem in some]
    if problems:
        raise Refused(problems)


def _log(seat: Seat, verb: str, after: Mapping[str, Any]) -> None:
    me = seat.actor.id.id
    events.record(events.Event(MODULE_EVENTS, None, verb, me, after=after, request_id=seat.caller.request_id))
