"""Spreadsheets handed in on the pages: read column by column, checked, taken in, undone; without scripts."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from dougong import jobs
from dougong.sheets import open_workbook
from dougong.tenancy import new_id

from tests.demo_site import Site, Visitor, site
from tests.emptying import tables_can_be_emptied
from tests.forms_seen import FormSeen
from tests.pages.sheets_handed import messy, workbook

__all__ = ["site", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

CONTRACTS = "/m/contract/contract/"
PARTIES = "/m/core/party/"
PARTY_HEADER = ("Code", "Name", "Kind", "Note")


def upload(visitor: Visitor, content: bytes, *, at: str = CONTRACTS, name: str = "台账.xlsx", status: int = 302) -> Any:
    """The answer to a file handed in."""
    return visitor.post(f"{at}import/", {"file": SimpleUploadedFile(name, content)}, status=status)


def work(site: Site) -> None:
    """What the worker does meanwhile."""
    while jobs.serve(site.tenant.scope(), jobs.HANDLERS).done:
        continue


def words(page: str) -> str:
    """What of a page is read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def mapped(visitor: Visitor, columns: str, **fields: Any) -> dict[str, Any]:
    """The form of the columns as it stands, with some fields otherwise."""
    form = sent(visitor.get(columns))
    project = re.search(r'name="/project".*?<option value="([0-9a-f-]{36})"', visitor.get(columns), re.S)
    return {**form, **({"/project": project.group(1)} if project else {}), "do": "check", **fields}


def sent(page: str) -> dict[str, Any]:
    """What a browser would send of the columns' form."""
    seen = FormSeen(page.replace('<form class="dg-form import-map"', '<form class="fields"', 1), "")
    return {name: values if len(values) > 1 else values[0] for name, values in seen.fields.items()}


def checked(site: Site, visitor: Visitor, content: bytes, *, at: str = CONTRACTS, **fields: Any) -> str:
    """The address of an import whose lines are checked."""
    columns = upload(visitor, content, at=at).headers["Location"]
    batch = visitor.post(columns, mapped(visitor, columns, **fields)).headers["Location"]
    assert 'http-equiv="refresh"' in visitor.get(batch), "without scripts the page looks again by itself"
    work(site)
    return str(batch)


def deed(visitor: Visitor, batch: str, do: str, **more: Any) -> None:
    """A button of the import's page."""
    version = re.search(r'name="version" value="(\d+)"', visitor.get(batch))
    assert version, "the page says which version is seen"
    visitor.post(batch, {"do": do, "version": version.group(1), **more})


@pytest.fixture
def cost(site: Site) -> Iterator[Visitor]:
    """Somebody who may import contracts."""
    return site.visitor("cost", "zh-hans")


def test_the_list_leads_to_importing_only_for_those_who_may(site: Site, cost: Visitor) -> None:
    assert f'href="{CONTRACTS}import/"' in cost.get(CONTRACTS)
    manager = site.visitor("pm")
    assert f'href="{CONTRACTS}import/"' not in manager.get(CONTRACTS)
    manager.get(f"{CONTRACTS}import/", status=403)
    manager.get(f"{CONTRACTS}import/template/", status=403)
    site.visitor("worker").get(f"{CONTRACTS}import/", status=403)


def test_the_template_has_the_columns_in_the_readers_language(site: Site, cost: Visitor) -> None:
    answer = cost.client.get(f"{CONTRACTS}import/template/")
    assert answer.status_code == 200
    book = open_workbook(b"".join(answer.streaming_content), "template.xlsx")
    heads = next(iter(book.sheets[0].rows()))
    assert {"合同名称", "合同类型", "含税金额", "签订日"} <= set(heads)
    assert "不含税金额" not in heads, "nobody types what is worked out"
    told = list(book.sheets[1].rows())
    assert any(row[0] == "合同名称" and row[1] == "必填" for row in told)
    english = site.visitor("cost").client.get(f"{CONTRACTS}import/template/")
    assert "Name of the contract" in next(
        iter(open_workbook(b"".join(english.streaming_content), "t.xlsx").sheets[0].rows())
    )


def test_the_columns_are_guessed_beneath_the_title_with_their_reasons(cost: Visitor) -> None:
    page = cost.get(upload(cost, messy()).headers["Location"])
    said, form = words(page), sent(page)
    assert "2025年3月分包与采购合同台账" in said
    assert form["column-1"] == "/name"
    assert form["column-4"] == "/amount_gross"
    assert form["factor-4"] == "10000"
    assert "¥1,255,000.00" in said, "an example as it will be read"
    assert form["column-3"] == "/party", "known by the names that stand in it"
    assert form["column-0"] == "", "what fits no field is left out, and said"
    assert 'name="/project"' in page, "what is required and has no column is asked for"
    assert "必填" not in words(page[: page.index("<main")])


def test_a_messy_register_is_checked_taken_in_and_undone(site: Site, cost: Visitor) -> None:
    before = cost.get(CONTRACTS).count("data-id=")
    batch = checked(site, cost, messy())
    page = cost.get(batch)
    said = words(page)
    assert "可导入 2 条" in said
    assert "有 2 条不能导入" in said
    assert "2025-02-30" in said
    assert "查无此公司有限公司" in said
    assert "¥1,255,000.00" in said
    bad = cost.get(f"{batch}?only=refused")
    assert "脚手架租赁" in words(bad)
    assert "一期木工劳务分包" not in words(bad)
    assert "一期木工劳务分包" in words(cost.get(f"{batch}?only=repaired"))
    result = cost.client.get(f"{batch}result/")
    lines = list(open_workbook(b"".join(result.streaming_content), "r.xlsx").sheets[0].rows())
    assert any("脚手架租赁" in line and str(line[-1]).startswith("未通过") for line in lines), lines
    deed(cost, batch, "take", without_refused="1")
    work(site)
    done = words(cost.get(batch))
    assert "已导入" in done
    listed = re.search(r'class="btn btn-primary" href="([^"]+)"', cost.get(batch))
    found = words(cost.get(unescape(listed.group(1))))
    assert "一期木工劳务分包" in found
    assert "钢筋采购合同" not in found
    deed(cost, batch, "undo")
    work(site)
    assert "已撤销" in words(cost.get(batch))
    assert cost.get(CONTRACTS).count("data-id=") == before
    assert "已撤销" in words(cost.get(f"{CONTRACTS}import/"))


def test_a_text_that_fits_nothing_is_chosen_after_the_check(site: Site, cost: Visitor) -> None:
    batch = checked(site, cost, messy())
    page = cost.get(batch)
    names = {text: name for name, text in re.findall(r'<label for="(choice-\d+)">.*?<strong>(.*?)</strong>', page)}
    party = re.search(r'"([0-9a-f-]{36})"', cost.get(f"{CONTRACTS}choices/?field=/party&q=宏达建筑")).group(1)
    deed(cost, batch, "choose", **{names["查无此公司有限公司"]: party})
    work(site)
    said = words(cost.get(batch))
    assert "可导入 3 条" in said
    assert "有 1 条不能导入" in said


def test_columns_chosen_once_are_read_so_the_next_time(site: Site, cost: Visitor) -> None:
    checked(site, cost, messy())
    page = cost.get(upload(cost, messy()).headers["Location"])
    assert "已沿用上次的列对应关系" in words(page)
    assert sent(page)["column-3"] == "/party"


def test_without_scripts_the_form_is_shown_again_with_another_field(cost: Visitor) -> None:
    columns = upload(cost, messy()).headers["Location"]
    form = {**sent(cost.get(columns)), "column-3": "/party", "do": "look"}
    page = cost.post(columns, form, status=200).content.decode()
    assert sent(page)["column-3"] == "/party"
    assert 'name="missing:/party"' in page
    assert 'name="/party"' not in page, "it has a column now"


def test_a_mapping_that_cannot_be_is_told_at_its_column_and_nothing_is_lost(cost: Visitor) -> None:
    columns = upload(cost, messy()).headers["Location"]
    form = mapped(cost, columns, **{"column-0": "/name", "column-1": "/name"})
    page = cost.post(columns, form, status=422).content.decode()
    assert 'id="wrong-0"' in page
    assert 'id="wrong-1"' in page
    assert sent(page)["column-0"] == "/name"
    assert sent(page)["factor-4"] == "10000"


def test_another_row_may_be_the_header(cost: Visitor) -> None:
    rows = (("a", "b", "c"), *((f"合同{n}", "劳务分包", n) for n in range(3)))
    columns = upload(cost, workbook(rows)).headers["Location"]
    page = cost.get(f"{columns}?sheet=0&header=1")
    assert "合同0" in words(page)
    assert 'name="header" value="1"' in page
    assert sent(page)["header"] == "1"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "spreadsheet"),
        ("page.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        ("half.xlsx", messy()[:2000], "."),
        ("empty.csv", b"", "empty"),
    ],
)
def test_each_bad_file_is_refused_with_a_sentence_of_its_own(site: Site, name: str, content: bytes, told: str) -> None:
    page = upload(site.visitor("cost"), content, name=name, status=422).content.decode()
    alert = re.search(r'role="alert" id="problems">(.*?)</div></div>', page, re.S)
    assert told in words(alert.group(1))
    assert name in page
    assert 'type="file"' in page, "the next file can be handed in at once"


def test_no_file_at_all_is_said(cost: Visitor) -> None:
    page = cost.post(f"{CONTRACTS}import/", {}, status=422).content.decode()
    assert "请先选择文件" in words(page)


def test_a_sheet_without_a_table_says_so_and_offers_its_rows(cost: Visitor) -> None:
    columns = upload(cost, workbook([("只有一句话",)])).headers["Location"]
    page = cost.get(columns)
    assert "只有一句话" in words(page)
    assert 'name="header"' in page


def test_foreign_imports_are_not_there(site: Site, cost: Visitor) -> None:
    columns = upload(cost, messy()).headers["Location"]
    batch = columns.removesuffix("columns/")
    admin = site.visitor("admin")
    for address in (batch, columns, f"{batch}result/", f"{CONTRACTS}import/{new_id()}/"):
        admin.get(address, status=404)
    admin.post(batch, {"do": "cancel", "version": "1"}, status=404)
    other = columns.replace(CONTRACTS, PARTIES)
    cost.get(other, status=404)
    site.visitor("pm").get(columns, status=404)


def test_giving_up_puts_the_file_aside(cost: Visitor) -> None:
    columns = upload(cost, messy()).headers["Location"]
    answer = cost.post(columns, {"do": "cancel"})
    assert answer.headers["Location"] == f"{CONTRACTS}import/"
    assert "已放弃" in words(cost.get(f"{CONTRACTS}import/"))
    assert cost.client.get(columns).headers["Location"] == columns.removesuffix("columns/")


def test_two_windows_do_not_take_in_twice(site: Site, cost: Visitor) -> None:
    batch = checked(site, cost, messy())
    version = re.search(r'name="version" value="(\d+)"', cost.get(batch)).group(1)
    fields = {"do": "take", "version": version, "without_refused": "1"}
    cost.post(batch, fields)
    page = cost.post(batch, fields, status=422).content.decode()
    assert 'role="alert"' in page
    work(site)
    deed(cost, batch, "undo")
    work(site)


def test_lines_change_what_is_there_when_a_key_finds_it(site: Site) -> None:
    admin = site.visitor("admin")
    rows = (PARTY_HEADER, ("P002", "宏达建筑劳务有限公司", "", "改过的备注"), ("P003", "", "", ""))
    columns = upload(admin, workbook(rows), at=PARTIES).headers["Location"]
    form = mapped(admin, columns, mode="update", key="/code")
    batch = admin.post(columns, form).headers["Location"]
    work(site)
    page = admin.get(batch)
    assert "改过的备注" in words(page)
    assert "综合、木工班组用工单位" in words(page), "what stood there before is shown beside it"
    assert "changed 1" in words(page)


def test_detail_rows_become_lines_of_one_entry(site: Site, cost: Visitor) -> None:
    header = ("合同名称", "合同类型", "往来单位", "含税金额", "清单编号", "项目名称", "单位", "数量", "不含税单价")
    rows = (
        header,
        ("清单合同", "劳务分包", "宏达建筑劳务有限公司", 1000, "A1", "木工", "m²", 10, 50),
        ("", "", "", "", "A2", "瓦工", "m²", 10, 50),
    )
    columns = upload(cost, workbook(rows)).headers["Location"]
    page = cost.get(columns)
    assert "合并为一条记录" in words(page)
    batch = cost.post(columns, mapped(cost, columns)).headers["Location"]
    work(site)
    said = words(cost.get(batch))
    assert "瓦工" in said
    assert "1 条" in said
