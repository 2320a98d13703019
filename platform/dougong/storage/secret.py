"""Masked personal data at rest: sealed with a key of the tenant, found again by a keyed digest.

Both keys are derived from the operator's SECRET_KEY and the tenant's id, so a copy of the database alone
tells nothing, and one tenant's key opens nothing of another's. A former SECRET_KEY kept in SECRET_KEY_FALLBACKS
still opens what it sealed; look-ups find what was saved under the present one.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dougong.tenancy import current

_VERSION = "1"
_NONCE = 12


class Unsealable(Exception):  # noqa: N818 - names what is wrong with the stored value
    """A sealed value that this key does not open: another tenant's, another SECRET_KEY's, or changed by
    hand.
    """


@lru_cache(maxsize=4096)
def _key(secret: str, tenant_id: int, purpose: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"dougong-storage", info=f"{purpose}:{tenant_id}".encode())
    return derive.derive(secret.encode())


def _tenant_key(purpose: str) -> bytes:
    return _key(settings.SECRET_KEY, current().tenant_id, purpose)


def _opening_keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _key(secret, current().tenant_id, "seal")


def seal(text: str) -> str:
    """The ciphertext of `text` under the key of the tenant in scope; different each time."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_tenant_key("seal")).encrypt(nonce, text.encode(), _VERSION.encode())
    return f"{_VERSION}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises Unsealable."""
    version, _, body = sealed.partition(":")
    if version != _VERSION:
        raise Unsealable(f"sealed in an unknown way: {version!r}")
    raw = base64.urlsafe_b64decode(body)
    for key in _opening_keys():
        try:
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], version.encode()).decode()
        except InvalidTag:
            continue  # sealed under another key: the next may be it
    raise Unsealable("no key of this tenant opens this value")


def digest(kind: str, text: str) -> str:
    """A keyed digest of a value, the same for the same text in the same tenant: for look-up and
    uniqueness.
    """
    return hmac.new(_tenant_key("digest"), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
