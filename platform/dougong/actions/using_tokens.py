"""What a program's request leaves behind: a portion of what it may ask, and when its token was used last."""

from dougong.tenancy import AccessToken, Tenant, draw, note_token_use, writing


def grant_requests(tenant: Tenant, token: AccessToken, *, mark: str, place: str) -> None:
    """Draw a portion of requests for a token, and note that it is used. mark: what its requests are known by.

    Raises TooMany.
    """
    with writing(tenant):
        draw(mark, str(token.id))
        note_token_use(token.id, place)
