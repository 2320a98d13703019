"""What belongs to an account and must not be read in the database: sealed with a key of its own.

The key is derived from the operator's SECRET_KEY and the account's id, so a copy of the database alone tells nothing.
(Personal data of a tenant's records are sealed by the storage room, with the tenant's key.)
"""

import base64
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


def seal_for(account: UUID, text: str) -> str:
    """The ciphertext of `text` under the account's key; different each time."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(settings.SECRET_KEY, account)).encrypt(nonce, text.encode(), account.bytes)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal_for(account: UUID, sealed: str) -> str | None:
    """The text that was sealed; None when no key of this installation opens it."""
    raw = base64.urlsafe_b64decode(sealed)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(secret, account)).decrypt(raw[:_NONCE], raw[_NONCE:], account.bytes).decode()
        except InvalidTag:
            continue  # sealed under another key: the next may be it
    return None


def _key(secret: str, account: UUID) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"dougong-tenancy", info=b"account:" + account.bytes)
    return derive.derive(secret.encode())
