"""The facet table of forms: one control per field kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dougong.forms.controls import choosing, numbers, others, texts, times
from dougong.forms.controls.control import Control, Texts, Unread

#: Kind name -> control. `rows` and `group` are no controls: they are nodes with fields of their own.
CONTROLS: Final[Mapping[str, Control]] = MappingProxyType(
    {
        "text": texts.TEXT,
        "long_text": texts.LONG_TEXT,
        "rich_text": texts.RICH_TEXT,
        "email": texts.EMAIL,
        "phone": texts.PHONE,
        "url": texts.URL,
        "qr_code": texts.QR_CODE,
        "id_card": texts.ID_CARD,
        "bank_card": texts.BANK_CARD,
        "credit_code": texts.CREDIT_CODE,
        "boolean": choosing.BOOLEAN,
        "integer": numbers.INTEGER,
        "number": numbers.NUMBER,
        "quantity": numbers.QUANTITY,
        "money": numbers.MONEY,
        "price": numbers.PRICE,
        "percent": numbers.PERCENT,
        "date": times.DATE,
        "time": times.TIME,
        "datetime": times.DATETIME,
        "month": times.MONTH,
        "duration": times.DURATION,
        "choice": choosing.CHOICE,
        "choices": choosing.CHOICES,
        "reference": choosing.REFERENCE,
        "user": choosing.USER,
        "file": others.FILE,
        "photo": others.PHOTO,
        "signature": others.SIGNATURE,
        "geo_point": others.GEO_POINT,
        "geo_polygon": others.GEO_POLYGON,
        "json": others.RAW,
    }
)
#: Kinds that are drawn as nodes of their own, not as one control.
NODES: Final = frozenset({"rows", "group"})

__all__ = ["CONTROLS", "NODES", "Control", "Texts", "Unread"]
