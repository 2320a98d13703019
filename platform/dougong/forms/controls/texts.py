"""Controls of texts: one line, several lines, addresses, numbers that identify."""

from collections.abc import Mapping

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls.control import Control, Texts, attributes_of, first
from dougong.forms.exact import write
from dougong.kinds import Options
from dougong.problem import Json


def show(value: Json, options: Options) -> Texts:
    """A text as it is; anything else as JSON."""
    return (value if isinstance(value, str) else write(value),)


def read(texts: Texts, options: Options) -> Maybe:
    """A text as it is; nothing typed is nothing."""
    return first(texts) or ABSENT


def line(
    template: str,
    *,
    type: str = "text",  # noqa: A002 - the attribute's own name
    inputmode: str | None = None,
    autocomplete: str = "off",
    spellcheck: str | None = None,
    length: int | None = None,
) -> Control:
    """A control of one line. length: characters at most where the options do not say."""

    def attributes(options: Options) -> Mapping[str, str]:
        return attributes_of(
            type=type,
            inputmode=inputmode,
            autocomplete=autocomplete,
            spellcheck=spellcheck,
            maxlength=options.get("max_length", length),
        )

    return Control(template=template, show=show, read=read, attributes=attributes, emptiable=True)


def area(template: str, *, rows: int = 3) -> Control:
    """A control of several lines."""

    def attributes(options: Options) -> Mapping[str, str]:
        return attributes_of(rows=rows, maxlength=options.get("max_length"))

    return Control(
        template=template, show=show, read=read, attributes=attributes, lines=True, emptiable=True, wide=True
    )


TEXT = line("text")
LONG_TEXT = area("long_text")
RICH_TEXT = area("rich_text", rows=6)
EMAIL = line("email", type="email", inputmode="email", autocomplete="email", spellcheck="false")
PHONE = line("phone", type="tel", inputmode="tel", autocomplete="tel", spellcheck="false")
URL = line("url", type="url", inputmode="url", autocomplete="url", spellcheck="false")
QR_CODE = line("qr_code", spellcheck="false")
ID_CARD = line("id_card", spellcheck="false")
BANK_CARD = line("bank_card", inputmode="numeric", spellcheck="false")
CREDIT_CODE = line("credit_code", spellcheck="false")
