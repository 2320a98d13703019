"""From a host name to a tenant, and the tenants a worker goes round."""

from django.conf import settings
from django.db.models import QuerySet

from dougong.tenancy.brand import Brand
from dougong.tenancy.models import Domain, Tenant
from dougong.tenancy.scope import require_writing


def tenant_of(host: str) -> Tenant | None:
    """The enabled tenant that answers at `host` (a port is ignored); None when there is none."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    domain = Domain.objects.select_related("tenant").filter(host=name.lower().rstrip("."), tenant__enabled=True).first()
    return domain.tenant if domain is not None else None


def address_of(tenant: Tenant, path: str) -> str:
    """The full address of a path at a tenant's main host, for letters; relative where it has no host."""
    domain = Domain.objects.filter(tenant=tenant).order_by("-main", "host").first()
    if domain is None:
        return path
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{'https' if settings.HTTPS else 'http'}://{domain.host}{port}{path}"


def tenant_by_key(key: str) -> Tenant | None:
    """The tenant with this key, enabled or not; None when there is none."""
    return Tenant.objects.filter(key=key).first()


def tenant_by_id(number: int) -> Tenant | None:
    """The enabled tenant with this id; None when there is none."""
    return Tenant.objects.filter(id=number, enabled=True).first()


def tenants() -> tuple[Tenant, ...]:
    """Every enabled tenant by id: for workers and checks that go through all of them, one scope each."""
    enabled: QuerySet[Tenant] = Tenant.objects.filter(enabled=True).order_by("id")
    return tuple(enabled)


def set_brand(brand: Brand) -> Brand:
    """The tenant in scope shows itself so from its next request on; returns how it did before."""
    row = Tenant.objects.select_for_update().get(pk=require_writing().tenant_id)
    before = row.brand
    row.branding = brand.kept()
    row.save(update_fields=["branding"])
    return before
