"""The demo's spreadsheets: made anew from their seed they are the same; taken in they give what domain and plan say."""

import json
import zipfile
from pathlib import Path

import pytest
from dougong.catalog import modules_for
from dougong.commands.demo_second import SecondCompany
from dougong.commands.demo_workbooks import Workbooks
from dougong.tenancy import Account, reading

from demo.workbooks import make, money, people, works
from tests.demo_site import Site, site
from tests.emptying import tables_can_be_emptied

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

DEMO = Path(__file__).parents[2] / "demo"


def test_the_seed_makes_the_files_that_are_there(tmp_path: Path) -> None:
    made = make.make(tmp_path)
    kept = make.FOLDER
    assert [one.name for one in made] == sorted(one.name for one in kept.iterdir())
    assert len(made) >= 8
    for one in made:
        assert content(one) == content(kept / one.name), f"{one.name}: run python -m demo.workbooks.make"


def content(path: Path) -> object:
    """What a file holds, however tightly it is packed."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_two_encodings_and_five_faults_in_each_file() -> None:
    crews, toll = make.FOLDER / "05班组一览表.csv", make.FOLDER / "02成本科目补充.csv"
    assert toll.read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        crews.read_text("utf-8")
    expected = json.loads((DEMO / "expected.json").read_text("utf-8"))["files"]
    assert expected == make.expected(), "run python -m demo.workbooks.make"
    faults: dict[str, int] = {}
    for name, found in expected.items():
        faults[name.partition("#")[0]] = faults.get(name.partition("#")[0], 0) + found.get("refused", 0)
    assert set(faults) == {one.name for one in make.FOLDER.iterdir()}
    assert set(faults.values()) == {5}


def test_the_sheets_make_up_what_the_domain_says() -> None:
    assert sum(count for count, _total, *_ in money.CONTRACTS.values()) == 42
    assert sum(total for _count, total, *_ in money.CONTRACTS.values()) == 98_400
    levels = works.counts(*works.breakdown(make.seeded("breakdown")))
    assert (levels["sub_project"], levels["phase"], levels["work_package"]) == (7, 28, 84)
    assert (people.TEAMS, people.EVER, people.ON_SITE) == (38, 1_260, 860)


def test_another_company_has_other_modules_and_fields_of_its_own(site: Site) -> None:
    second = SecondCompany(site.demo, lambda _text: None)
    with reading(site.tenant):  # the modules were installed when the first company was made, perhaps long before
        second.installed = {key: one.hash.split(" ")[0] for key, one in modules_for("en").items()}
    second.set_up()
    tenant = second.tenant()
    with reading(tenant):
        modules = modules_for("zh_Hans")
        assert set(modules) == {"core", "contract"}
        assert modules["core"].entities["party"].fields["x_grade"].title == "供应商等级"
    with reading(site.tenant):
        assert "x_grade" not in modules_for("zh_Hans")["core"].entities["party"].fields
    [brought] = Workbooks(tenant, second.people, lambda _text: None, part="second").bring_in()
    assert brought.right, str(brought)
    assert second.set_up() == 0, "a second start makes nothing"


def test_taken_in_they_give_what_is_expected_and_a_second_time_nothing(site: Site) -> None:
    wanted = ("01往来单位登记表.xlsx", "07支出合同台账4月.xlsx")
    known = {one.login: one for one in Account.objects.all()}
    books = Workbooks(site.tenant, known, lambda _text: None)
    brought = list(books.bring_in(wanted.__contains__))
    assert [one.file for one in brought] == list(wanted)
    for one in brought:
        assert one.right, str(one)
        assert not one.again
    totals = list(books.totals(lambda entity: entity.startswith("contract")))
    assert len(totals) == 8
    assert [str(one) for one in totals if not one.right] == []
    again = list(books.bring_in(wanted.__contains__))
    assert all(one.again and one.right for one in again)
