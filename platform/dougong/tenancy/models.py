"""Who may come in, and where. Only this room reads these tables.

Tenants, domains, accounts, sessions, sign-in tokens and failures stand outside row-level security: they are read
before a tenant is known. Members and their roles belong to a tenant, which leads their keys.
"""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dougong.tenancy.brand import Brand
from dougong.tenancy.ids import new_id
from dougong.tenancy.scope import TenantScope

SLUG = RegexValidator(r"\A[a-z][a-z0-9_]{0,39}\Z", _("Small letters, digits and _ only, beginning with a letter."))
LOGIN = RegexValidator(r"\A[^@\s]{1,60}\Z", _("No blanks and no @."))


def normal(identifier: str) -> str:
    """An account name or e-mail address as it is kept and compared: NFKC, no case, no surrounding blanks."""
    return unicodedata.normalize("NFKC", identifier).strip().casefold()


class Tenant(models.Model):
    """One client company. `key` names its folders and hosts and never changes."""

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="zh-hans")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    enabled = models.BooleanField(default=True)
    require_second_factor = models.BooleanField(
        default=True,
        help_text="Whoever administers signs in with a second factor. Off only to try the product out.",
    )

    branding = models.JSONField(default=dict, blank=True, help_text="How it shows itself: see Brand.")

    class Meta:
        """Table name."""

        db_table = "tenancy_tenant"

    def __str__(self) -> str:
        return self.name

    @property
    def brand(self) -> Brand:
        """How the company shows itself: read with the tenant, so no page asks for it."""
        return Brand.read(self.branding)

    @property
    def shown(self) -> str:
        """The name people see: the company's own choice, or the one the platform's staff gave."""
        return self.brand.name or str(self.name)

    def scope(self) -> TenantScope:
        """The frozen value that `tenancy.current()` hands out."""
        return TenantScope(self.id, self.key, self.language, self.timezone, self.currency)


class Domain(models.Model):
    """A host name that leads to a tenant, without port, in small letters."""

    host = models.CharField(max_length=253, primary_key=True)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+")
    main = models.BooleanField(default=False, help_text="The one that links in e-mails and print-outs name.")

    class Meta:
        """Table name."""

        db_table = "tenancy_domain"

    def __str__(self) -> str:
        return str(self.host)


class AccountManager(BaseUserManager["Account"]):
    """Makes and finds accounts."""

    def create_account(
        self,
        login: str,
        *,
        email: str | None = None,
        password: str | None = None,
        display_name: str = "",
        **extra: Any,
    ) -> "Account":
        """A new account; without a password it can only be entered by a one-time sign-in.

        Raises ValidationError when the name or address has a wrong form or is taken.
        """
        account = Account(
            login=normal(login),
            email=normal(email) if email else None,
            display_name=display_name or login,
            **extra,
        )
        account.set_password(password)
        account.full_clean()
        account.save(force_insert=True)
        return account

    def by_identifier(self, identifier: str) -> "Account | None":
        """The account with this name or e-mail address; None when there is none."""
        wanted = normal(identifier)
        if "@" in wanted:
            return self.filter(email=wanted).first()
        return self.filter(login=wanted).first()

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this name (Django's own commands ask so). Raises Account.DoesNotExist."""
        return self.get(login=normal(username or ""))


class Account(AbstractBaseUser):
    """One person, whatever companies he works for. Rights hang on his memberships, never on the account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(_("Account name"), max_length=60, unique=True, validators=[LOGIN])
    email = models.EmailField(_("E-mail"), max_length=254, unique=True, null=True, blank=True)
    display_name = models.CharField(_("Name"), max_length=120)
    language = models.CharField(max_length=10, blank=True, help_text="Empty: the tenant's.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="Platform staff: may enter the workshop.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        """Table name."""

        db_table = "tenancy_account"

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name others see."""
        return self.display_name

    def get_short_name(self) -> str:
        """The name others see."""
        return self.display_name


class Membership(models.Model):
    """An account works for a tenant from `since` until before `until`; not while it is disabled.

    auth_epoch: raised when access is withdrawn or a password reset; sessions, tokens and keys made under an
    older one are void at the next request.
    """

    pk = models.CompositePrimaryKey("tenant_id", "account_id")
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    auth_epoch = models.IntegerField(default=1)

    class Meta:
        """Table name."""

        db_table = "tenancy_membership"

    def __str__(self) -> str:
        return f"{self.account_id} in {self.tenant_id}"


class MemberRole(models.Model):
    """A member holds a role, in the whole tenant or (project_id given) in one project only."""

    pk = models.CompositePrimaryKey("tenant_id", "id")
    id = models.UUIDField(default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=40, validators=[SLUG])
    project_id = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Table name and the index `actor_of` reads by."""

        db_table = "tenancy_member_role"
        indexes = (
            models.Index(fields=["tenant", "account"], name="tenancy_role_by_member"),
            models.Index(fields=["tenant", "role", "project_id"], name="tenancy_role_holders"),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"


class SignInToken(models.Model):
    """Opens one door once: signs in, or lets a new password be chosen. Only the digest is kept: who reads the table
    cannot come in.

    purpose: "sign_in", "reset" or "act". staff, reason, minutes: of acting for a member, who does it, why, how long.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20, default="sign_in")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    auth_epoch = models.IntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    staff = models.ForeignKey(Account, models.CASCADE, related_name="+", null=True)
    reason = models.CharField(max_length=300, default="")
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Table name."""

        db_table = "tenancy_sign_in_token"

    def __str__(self) -> str:
        return f"{self.account_id} until {self.expires_at}"


class SignedInRow(models.Model):
    """A session: who is signed in, in which company, on which device. Ended ones stay a while and count no longer.

    place: the address it was last used from. agent: what the browser says it is. confirmed_at: when the person last
    proved that it is he. idle_minutes: without use it is over after so long. must: "second_factor" while nothing else
    may be done in it. staff, reason, ends_at: of one in which the platform's staff acts for the account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=64)
    agent = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    idle_minutes = models.PositiveSmallIntegerField(default=720)
    must = models.CharField(max_length=20, default="")
    staff = models.ForeignKey(Account, models.CASCADE, related_name="+", null=True, db_index=False)
    reason = models.CharField(max_length=300, default="")
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """Table name and the index a person's own are read by."""

        db_table = "tenancy_signed_in"
        indexes = (models.Index(fields=["account", "tenant", "-used_at"], name="tenancy_signed_in_of"),)

    def __str__(self) -> str:
        return f"{self.account_id} since {self.started_at}"


class SignInAttempt(models.Model):
    """A sign-in that failed or is being checked, for the throttle.

    Kept in the database so that all processes count together.

    who: digest of the name typed (people type passwords there). place: address, IPv6 as its /64.
    """

    id = models.BigAutoField(primary_key=True)
    who = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Table name and the index the throttle counts by."""

        db_table = "tenancy_sign_in_attempt"
        indexes = (models.Index(fields=["place", "at"], name="tenancy_attempt_by_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.at}"


class InvitationRow(models.Model):
    """Somebody is invited to work for a tenant. Only the digest of its link is kept.

    roles: what is given at joining, [{"role", "project", "since", "until"}] in wire form. address: where the letter
    goes; empty for a link that was copied. by: null for the platform, which invites a tenant's first administrator.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    id = models.UUIDField(default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    address = models.EmailField(max_length=254, blank=True)
    roles = models.JSONField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True, db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True, db_index=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Table name; a link leads to one invitation."""

        db_table = "tenancy_invitation"
        constraints = (models.UniqueConstraint(fields=["tenant", "digest"], name="tenancy_invitation_link"),)

    def __str__(self) -> str:
        return f"{self.address} {self.created_at}"


class SecondFactorRow(models.Model):
    """The device whose codes an account signs in with beside its password. One person, one device.

    secret: sealed. confirmed_at: null until a code of it was right once. step: of the last code taken, none of it or
    before it is taken again. recovery: digests of the codes that stand in for a lost device.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    secret = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)

    class Meta:
        """Table name."""

        db_table = "tenancy_second_factor"

    def __str__(self) -> str:
        return f"{self.account_id}"


class AccessTokenRow(models.Model):
    """Lets a program in for an account, within modules and verbs. Only the digest is kept.

    service: the account is a program's own, made with the token. modules: keys, empty for all. hint: its last
    characters, so that people recognise it. auth_epoch: it is void once the member's has moved on.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    id = models.UUIDField(default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    service = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    hint = models.CharField(max_length=8)
    modules = models.JSONField(default=list)
    verbs = models.JSONField(default=list)
    auth_epoch = models.IntegerField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=64, default="")

    class Meta:
        """Table name and what it is looked up by."""

        db_table = "tenancy_access_token"
        constraints = (models.UniqueConstraint(fields=["tenant", "digest"], name="tenancy_access_token_digest"),)
        indexes = (models.Index(fields=["tenant", "account"], name="tenancy_access_token_whose"),)

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"


class ProgramUse(models.Model):
    """How many requests programs have been granted in a minute: of one token, or of the company ("all")."""

    pk = models.CompositePrimaryKey("tenant_id", "whose", "minute")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", db_index=False)
    whose = models.CharField(max_length=40)
    minute = models.BigIntegerField()
    granted = models.IntegerField(default=0)

    class Meta:
        """Table name."""

        db_table = "tenancy_program_use"

    def __str__(self) -> str:
        return f"{self.whose} {self.minute}: {self.granted}"
