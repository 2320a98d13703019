"""What the tests of this room share."""

import pytest
from dougong.tenancy import Tenant

from tests.company import make_tenant
from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()
