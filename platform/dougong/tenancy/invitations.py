"""Invitations: a link that lets somebody join a tenant, for a week, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from dougong.tenancy.models import Account, InvitationRow, normal
from dougong.tenancy.scope import current, require_writing
from dougong.tenancy.tokens import digest_of, fresh_token

#: How long a link counts.
INVITED_FOR: Final = timedelta(days=7)
#: Invitations listed.
LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation. roles: what is given at joining, in wire form. address: "" for a link that was copied.

    by: None for the platform.
    """

    id: UUID
    address: str
    roles: tuple[Mapping[str, Any], ...]
    by: Account | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: Account | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """One of "open", "used", "revoked" or "expired"."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"


def add_invitation(by: Account | None, roles: Sequence[Mapping[str, Any]], *, address: str = "") -> tuple[UUID, str]:
    """Invite somebody to the tenant in scope; the invitation's id and its token, which is kept nowhere."""
    tenant, (token, digest) = require_writing(), fresh_token()
    row = InvitationRow(
        tenant_id=tenant.tenant_id, digest=digest, address=normal(address) if address else "", roles=list(roles), by=by,
        expires_at=timezone.now() + INVITED_FOR,
    )  # fmt: skip
    row.clean_fields(exclude=["roles", "by", "used_at", "used_by", "revoked_at"])  # what may be empty here
    row.save(force_insert=True)
    return row.id, token


def renew_invitation(invitation: UUID) -> str | None:
    """Another token for an open invitation, for a letter; the one before is void. None when it is not open."""
    tenant, (token, digest) = require_writing(), fresh_token()
    rows = InvitationRow.objects.filter(tenant_id=tenant.tenant_id, id=invitation, **_open())
    return token if rows.update(digest=digest) else None


def invitations_listed() -> tuple[Invitation, ...]:
    """Those of the tenant in scope, the newest first."""
    rows = InvitationRow.objects.filter(tenant_id=current().tenant_id).select_related("by", "used_by")
    return tuple(_frozen(row) for row in rows.order_by("-created_at", "id")[:LISTED])


def invitation_of(token: str) -> Invitation | None:
    """The open invitation a token leads to, in the tenant in scope."""
    rows = InvitationRow.objects.filter(tenant_id=current().tenant_id, digest=digest_of(token), **_open())
    row = rows.select_related("by", "used_by").first()
    return None if row is None else _frozen(row)


def invitation_by_id(invitation: UUID) -> Invitation | None:
    """One of the tenant in scope."""
    rows = InvitationRow.objects.filter(tenant_id=current().tenant_id, id=invitation)
    row = rows.select_related("by", "used_by").first()
    return None if row is None else _frozen(row)


def take_invitation(invitation: UUID, account: Account) -> bool:
    """This account joins by it; False when it is not open any more. Of two who come at once one is counted."""
    rows = InvitationRow.objects.filter(tenant_id=require_writing().tenant_id, id=invitation, **_open())
    return bool(rows.update(used_at=timezone.now(), used_by=account))


def revoke_invitation(invitation: UUID) -> bool:
    """The link counts no longer; False when it is not open."""
    rows = InvitationRow.objects.filter(tenant_id=require_writing().tenant_id, id=invitation, **_open())
    return bool(rows.update(revoked_at=timezone.now()))


def _open() -> dict[str, Any]:
    return {"used_at__isnull": True, "revoked_at__isnull": True, "expires_at__gt": timezone.now()}


def _frozen(row: InvitationRow) -> Invitation:
    return Invitation(
        row.id, row.address, tuple(row.roles), row.by, row.created_at, row.expires_at, row.used_at, row.used_by,
        row.revoked_at,
    )  # fmt: skip
