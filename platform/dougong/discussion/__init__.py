"""What people say about records, and the notices that tell somebody to look at one."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.discussion.comments import (
        Comment,
        add_comment,
        change_comment,
        comment_of,
        comments_of,
        remove_comment,
    )
    from dougong.discussion.notices import Notice, mark_read, notices_of, put_notice, unread_count

__getattr__ = lazily(
    __name__,
    {
        "comments": ("Comment", "add_comment", "change_comment", "comment_of", "comments_of", "remove_comment"),
        "notices": ("Notice", "mark_read", "notices_of", "put_notice", "unread_count"),
    },
)

__all__ = [
    "Comment",
    "Notice",
    "add_comment",
    "change_comment",
    "comment_of",
    "comments_of",
    "mark_read",
    "notices_of",
    "put_notice",
    "remove_comment",
    "unread_count",
]
