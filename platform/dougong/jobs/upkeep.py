"""Housekeeping: what is over goes, tenant by tenant."""

import logging

from dougong import batches, files, jobs_log, once, outbox, preferences
from dougong.tenancy import sweep_allowance, sweep_sign_ins, tenants, writing

logger = logging.getLogger(__name__)


def keep_house() -> None:
    """Sweep sign-ins, delivered effects, old progress, imports, answers to programs, forgotten drafts, lost files.

    Once an hour is plenty. A tenant whose sweep fails is logged and does not keep the others from theirs.
    """
    sweep_sign_ins()
    for tenant in tenants():
        try:
            with writing(tenant):
                outbox.sweep_done()
                jobs_log.sweep_progress()
                preferences.sweep_preferences()
                batches.sweep_batches()
                once.sweep_answers()
                sweep_allowance()
            files.sweep_files(tenant.scope())
        except Exception:
            logger.exception("housekeeping of %s failed", tenant.key)
