"""What the letters say. The reader's language is the one that is active."""

from django.utils.translation import gettext as _

from dougong.letters.posting import Letter


def reset_letter(*, person: str, company: str, link: str, minutes: int) -> Letter:
    """To somebody who forgot his password."""
    return Letter(
        subject=_("{company}: choose a new password").format(company=company),
        greeting=_("Dear {name},").format(name=person),
        lines=(
            _("somebody asked for a new password for your account at {company}.").format(company=company),
            _("The link below lets you choose one. It can be used once, within {n} minutes.").format(n=minutes),
        ),
        deed=_("Choose a new password"),
        link=link,
        closing=_("If it was not you, do nothing: your password stays as it is. Should it happen again, tell your "
                  "administrator."),
    )  # fmt: skip


def invitation_letter(*, company: str, by: str, link: str, days: int) -> Letter:
    """To somebody who is invited to work in a company."""
    return Letter(
        subject=_("{name} invites you to {company}").format(name=by, company=company),
        greeting=_("Good day,"),
        lines=(
            _("{name} invites you to work with {company} in Dougong.").format(name=by, company=company),
            _("The link below lets you join, with a new account or with the one you have. It can be used once, within "
              "{days} days.").format(days=days),
        ),
        deed=_("Join {company}").format(company=company),
        link=link,
        closing=_("If you do not know the sender, do nothing."),
    )  # fmt: skip
