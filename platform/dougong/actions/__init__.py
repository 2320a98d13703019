"""The only verbs that change anything; one verb per file, one transaction each."""

from dougong.actions.access_tokens import (
    TOKEN_DAYS,
    WantedToken,
    make_own_token,
    make_service_token,
    revoke_own_token,
    revoke_service_token,
)
from dougong.actions.acting import act_for, begin_acting, end_acting
from dougong.actions.adapt_module import save_overlay_draft, undo_overlay_draft
from dougong.actions.branding import BRAND_LINE_MAX, BRAND_NAME_MAX, branding_problems, set_branding, tidy
from dougong.actions.confirming import can_confirm, confirm_person, is_confirmed, require_confirmed
from dougong.actions.create_record import create_in, create_record
from dougong.actions.deed import Cautioned, Outcome, cautions, deed
from dougong.actions.discuss import change_comment, comment_in, comment_on, read_notices, remove_comment
from dougong.actions.edit_document import save_document
from dougong.actions.entering import note_denial, note_refusal, note_sign_in
from dougong.actions.exporting import (
    EXPORT,
    EXPORT_FORMS,
    READY,
    Export,
    Exported,
    cancel_export,
    export_list,
    exports_of,
    write_export,
)
from dougong.actions.filling import FILL, fill
from dougong.actions.finding import REINDEX, ask_to_reindex, find_many, reindex
from dougong.actions.forgotten import SEND_RESET, ask_reset, reset_password, send_reset
from dougong.actions.granting import may_grant, roles_of
from dougong.actions.hand_over import hand_over
from dougong.actions.importing.checked import CHECK_IMPORT, run_check
from dougong.actions.importing.marking import FIND_IMPORT, run_find
from dougong.actions.importing.preparing import (
    Proposal,
    begin_import,
    imports_of,
    open_import,
    propose_mapping,
    set_import_mapping,
)
from dougong.actions.importing.reporting import ImportReport, Unmatched, import_report, result_workbook
from dougong.actions.importing.rights import import_targets
from dougong.actions.importing.stages import cancel_import, check_import, take_in_import, undo_import
from dougong.actions.importing.taking import TAKE_IMPORT, run_take
from dougong.actions.importing.undoing import UNDO_IMPORT, run_undo
from dougong.actions.install_module import Installed, install_module, plan_switch, switch_on_module
from dougong.actions.inviting import SEND_INVITATION, invite, invite_first, send_invitation, withdraw_invitation
from dougong.actions.joining import Newcomer, join_company, leave_company, roles_to_come
from dougong.actions.load_seeds import Seeds, load_seeds, seed_id
from dougong.actions.many import Many, Refusal, Target, edit_many, perform_many, remove_many
from dougong.actions.member_entrance import give_sign_in, remove_member_device, send_member_reset
from dougong.actions.member_roles import Granted, end_member_role, give_member_role
from dougong.actions.member_standing import disable_member, enable_member, end_membership
from dougong.actions.once import KEY_MAX, Once, Told, do_once
from dougong.actions.own_account import (
    change_password,
    change_profile,
    choose_looks,
    may_begin_with_password,
    sign_out_others,
    sign_out_session,
)
from dougong.actions.perform_transition import perform_transition, perform_transition_in
from dougong.actions.portal import (
    keep_page,
    owner_of,
    publish_page,
    revert_page,
    staff_changes_page,
    withdraw_page,
)
from dougong.actions.preferences import change_view, forget_preference, keep_preference, remove_view, save_view
from dougong.actions.publish_overlay import discard_draft, publish_overlay, revert_overlay
from dougong.actions.receive_upload import receive_upload
from dougong.actions.recomputing import RECOMPUTE, recompute
from dougong.actions.remove_record import remove_in, remove_record, restore_in, restore_record
from dougong.actions.second_factor import (
    drop_second_factor,
    renew_recovery_codes,
    require_second_factor,
    set_up_second_factor,
)
from dougong.actions.set_module_settings import set_module_settings, settings_context, settings_entry
from dougong.actions.switch_module import MODULE_EVENTS, switch_module_off, switch_module_on
from dougong.actions.switch_plans import SwitchOff, SwitchOn, plan_switch_off, plan_switch_on
from dougong.actions.tenants import (
    NewTenant,
    add_domain,
    change_domain,
    change_tenant,
    create_tenant,
    enable_tenant,
    keys_on,
)
from dougong.actions.transitions import Wish
from dougong.actions.update_record import update_in, update_record
from dougong.actions.using_tokens import grant_requests

__all__ = [
    "BRAND_LINE_MAX",
    "BRAND_NAME_MAX",
    "CHECK_IMPORT",
    "EXPORT",
    "EXPORT_FORMS",
    "FILL",
    "FIND_IMPORT",
    "KEY_MAX",
    "MODULE_EVENTS",
    "READY",
    "RECOMPUTE",
    "REINDEX",
    "SEND_INVITATION",
    "SEND_RESET",
    "TAKE_IMPORT",
    "TOKEN_DAYS",
    "UNDO_IMPORT",
    "Cautioned",
    "Export",
    "Exported",
    "Granted",
    "ImportReport",
    "Installed",
    "Many",
    "NewTenant",
    "Newcomer",
    "Once",
    "Outcome",
    "Proposal",
    "Refusal",
    "Seeds",
    "SwitchOff",
    "SwitchOn",
    "Target",
    "Told",
    "Unmatched",
    "WantedToken",
    "Wish",
    "act_for",
    "add_domain",
    "ask_reset",
    "ask_to_reindex",
    "begin_acting",
    "begin_import",
    "branding_problems",
    "can_confirm",
    "cancel_export",
    "cancel_import",
    "cautions",
    "change_comment",
    "change_domain",
    "change_password",
    "change_profile",
    "change_tenant",
    "change_view",
    "check_import",
    "choose_looks",
    "comment_in",
    "comment_on",
    "confirm_person",
    "create_in",
    "create_record",
    "create_tenant",
    "deed",
    "disable_member",
    "discard_draft",
    "do_once",
    "drop_second_factor",
    "edit_many",
    "enable_member",
    "enable_tenant",
    "end_acting",
    "end_member_role",
    "end_membership",
    "export_list",
    "exports_of",
    "fill",
    "find_many",
    "forget_preference",
    "give_member_role",
    "give_sign_in",
    "grant_requests",
    "hand_over",
    "import_report",
    "import_targets",
    "imports_of",
    "install_module",
    "invite",
    "invite_first",
    "is_confirmed",
    "join_company",
    "keep_page",
    "keep_preference",
    "keys_on",
    "leave_company",
    "load_seeds",
    "make_own_token",
    "make_service_token",
    "may_begin_with_password",
    "may_grant",
    "note_denial",
    "note_refusal",
    "note_sign_in",
    "open_import",
    "owner_of",
    "perform_many",
    "perform_transition",
    "perform_transition_in",
    "plan_switch",
    "plan_switch_off",
    "plan_switch_on",
    "propose_mapping",
    "publish_overlay",
    "publish_page",
    "read_notices",
    "receive_upload",
    "recompute",
    "reindex",
    "remove_comment",
    "remove_in",
    "remove_many",
    "remove_member_device",
    "remove_record",
    "remove_view",
    "renew_recovery_codes",
    "require_confirmed",
    "require_second_factor",
    "reset_password",
    "restore_in",
    "restore_record",
    "result_workbook",
    "revert_overlay",
    "revert_page",
    "revoke_own_token",
    "revoke_service_token",
    "roles_of",
    "roles_to_come",
    "run_check",
    "run_find",
    "run_take",
    "run_undo",
    "save_document",
    "save_overlay_draft",
    "save_view",
    "seed_id",
    "send_invitation",
    "send_member_reset",
    "send_reset",
    "set_branding",
    "set_import_mapping",
    "set_module_settings",
    "set_up_second_factor",
    "settings_context",
    "settings_entry",
    "sign_out_others",
    "sign_out_session",
    "staff_changes_page",
    "switch_module_off",
    "switch_module_on",
    "switch_on_module",
    "take_in_import",
    "tidy",
    "undo_import",
    "undo_overlay_draft",
    "update_in",
    "update_record",
    "withdraw_invitation",
    "withdraw_page",
    "write_export",
]
