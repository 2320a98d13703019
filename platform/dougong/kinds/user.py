"""user: a member of the tenant, one or many."""

from dougong.kinds._references import ref_kind

USER = ref_kind("user", entity="user")
