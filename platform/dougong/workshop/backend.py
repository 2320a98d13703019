"""Who a session of the workshop belongs to, asked anew with every request."""

from dougong.workshop.models import Staff, staff


class StaffBackend:
    """Django's sessions name it; it never checks a password: `tenancy.sign_in_staff` does, under the throttle."""

    def authenticate(self, request: object, **_credentials: object) -> None:
        """Nobody comes in this way."""

    def get_user(self, user_id: object) -> Staff | None:
        """The member of staff, as long as he is active and one."""
        return staff(user_id)
