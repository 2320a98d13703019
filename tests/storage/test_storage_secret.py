"""Personal data at rest: unreadable in the database, bound to the tenant, found by equality."""

import pytest
from django.conf import settings
from django.db import connection
from dougong.problem import Refused
from dougong.storage import one, seal_personal
from dougong.storage.secret import Unsealable, digest, seal, unseal
from dougong.tenancy import NoTenant, reading, writing

from tests.storage.kit import NO_LAYOUT, Kit

pytestmark = [pytest.mark.storage]

CARD = "11010519491231002X"


def test_nothing_in_the_database_says_it(desk: Kit) -> None:
    desk.new(desk.party, code="A", id_card=CARD, phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM e_kit_party")
        stored = str(cursor.fetchall())
    assert CARD not in stored
    assert "13800138000" not in stored


def test_the_same_text_is_sealed_differently_each_time(desk: Kit) -> None:
    assert seal(CARD) != seal(CARD)
    assert unseal(seal(CARD)) == CARD
    assert digest("id_card", CARD) == digest("id_card", CARD) != digest("bank_card", CARD)


def test_another_tenants_key_opens_nothing(kit: Kit) -> None:
    with reading(kit.tenant):
        sealed, mine = seal(CARD), digest("id_card", CARD)
    with reading(kit.other):
        assert digest("id_card", CARD) != mine
        with pytest.raises(Unsealable):
            unseal(sealed)
    with pytest.raises(NoTenant):
        seal(CARD)


@pytest.mark.parametrize("change", [lambda s: s[:-4] + "AAAA", lambda s: "2" + s[1:], lambda s: "", lambda s: s[:8]])
def test_what_was_changed_by_hand_does_not_open(desk: Kit, change) -> None:
    with pytest.raises((Unsealable, ValueError)):
        unseal(change(seal(CARD)))


def test_a_former_key_still_opens(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(kit.tenant):
        made = kit.new(kit.party, code="A", id_card=CARD)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another key of at least fifty characters, made for this test only")
    with reading(kit.tenant):
        assert one(kit.everything(kit.party), kit.party, made.id, NO_LAYOUT).values["id_card"] == CARD
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    with reading(kit.tenant), pytest.raises(Unsealable):
        one(kit.everything(kit.party), kit.party, made.id, NO_LAYOUT)


def test_a_refusal_does_not_repeat_it(desk: Kit) -> None:
    desk.new(desk.party, id_card=CARD)
    with pytest.raises(Refused) as refused:
        desk.new(desk.party, id_card=CARD)
    assert CARD not in str(refused.value)


def test_events_get_it_sealed(desk: Kit) -> None:
    wire = {"code": "A", "id_card": CARD, "phone": None, "state": "draft"}
    sealed = seal_personal(desk.party.fields, wire)
    assert (sealed["code"], sealed["phone"], sealed["state"]) == ("A", None, "draft")
    assert unseal(sealed["id_card"]) == CARD
