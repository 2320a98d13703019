"""A company's own pages: what stands on them as values; who keeps them is told by the project."""

from dougong.portal.blocks import BLOCKS, Block, BlockField, BlockKind, check_blocks, links_in, read_blocks
from dougong.portal.pages import (
    Draft,
    PageLine,
    PortalPage,
    PortalStore,
    Version,
    portal_store,
    register_portal_store,
)

__all__ = [
    "BLOCKS",
    "Block",
    "BlockField",
    "BlockKind",
    "Draft",
    "PageLine",
    "PortalPage",
    "PortalStore",
    "Version",
    "check_blocks",
    "links_in",
    "portal_store",
    "read_blocks",
    "register_portal_store",
]
