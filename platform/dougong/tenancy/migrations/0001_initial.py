"""Tenants, domains, accounts, members, roles, sign-in tokens and attempts."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dougong.tenancy.ids


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=dougong.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "login",
                    models.CharField(
                        max_length=60,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("\\A[^@\\s]{1,60}\\Z", "No blanks and no @.")
                        ],
                        verbose_name="Account name",
                    ),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name="E-mail"),
                ),
                ("display_name", models.CharField(max_length=120, verbose_name="Name")),
                ("language", models.CharField(blank=True, help_text="Empty: the tenant's.", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "is_staff",
                    models.BooleanField(default=False, help_text="Platform staff: may enter the workshop."),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "db_table": "tenancy_account",
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "key",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z][a-z0-9_]{0,39}\\Z",
                                "Small letters, digits and _ only, beginning with a letter.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("timezone", models.CharField(default="Asia/Shanghai", max_length=40)),
                ("currency", models.CharField(default="CNY", max_length=3)),
                ("enabled", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "tenancy_tenant",
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("who", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "tenancy_sign_in_attempt",
                "indexes": [models.Index(fields=["place", "at"], name="tenancy_attempt_by_place")],
            },
        ),
        migrations.CreateModel(
            name="SignInToken",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("auth_epoch", models.IntegerField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenancy.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "tenancy_sign_in_token",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "account_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("auth_epoch", models.IntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "tenancy_membership",
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("host", models.CharField(max_length=253, primary_key=True, serialize=False)),
                (
                    "main",
                    models.BooleanField(default=False, help_text="The one that links in e-mails and print-outs name."),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "tenancy_domain",
            },
        ),
        migrations.CreateModel(
            name="MemberRole",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(default=dougong.tenancy.ids.new_id, editable=False)),
                (
                    "role",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z][a-z0-9_]{0,39}\\Z",
                                "Small letters, digits and _ only, beginning with a letter.",
                            )
                        ],
                    ),
                ),
                ("project_id", models.UUIDField(blank=True, null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "tenancy_member_role",
                "indexes": [
                    models.Index(fields=["tenant", "account"], name="tenancy_role_by_member"),
                    models.Index(fields=["tenant", "role", "project_id"], name="tenancy_role_holders"),
                ],
            },
        ),
    ]
