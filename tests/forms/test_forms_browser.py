"""The browser we test forms with sends what the HTML standard says, and nothing else."""

import pytest
from dougong.commands.browser import Browser


def sent(html: str) -> dict[str, list[str]]:
    return Browser.visit(html).sent()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<input name="a" value="x">', {"a": ["x"]}),
        ('<input name="a">', {"a": [""]}),
        ('<input value="x">', {}),
        ('<input name="" value="x">', {}),
        ('<input name="a" value="x" disabled>', {}),
        ('<fieldset disabled><input name="a"></fieldset><input name="b" value="1">', {"b": ["1"]}),
        ('<input type="checkbox" name="a"><input type="checkbox" name="b" checked>', {"b": ["on"]}),
        ('<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked>', {"a": ["2"]}),
        ('<button name="a" value="1">x</button><input type="submit" name="b"><input type="reset" name="c">', {}),
        ('<input type="file" name="a"><input type="image" name="b"><input type="button" name="c">', {}),
        ("<textarea name=a>\n\nx</textarea>", {"a": ["\r\nx"]}),
        ("<textarea name=a>x &lt;b&gt;</textarea>", {"a": ["x <b>"]}),
        ('<select name="a"><option value="1">x<option>  y  z </select>', {"a": ["1"]}),
        ('<select name="a"><option value="1">x<option selected>  y  z </select>', {"a": ["y z"]}),
        ('<select name="a"><option disabled>x<option>y</select>', {"a": ["y"]}),
        ('<select name="a"><option selected disabled>x<option>y</select>', {}),
        ('<select name="a" multiple><option>x<option selected>y<option selected>z</select>', {"a": ["y", "z"]}),
        ('<select name="a"></select>', {}),
        ('<template><input name="a"><template><input name="b"></template></template><input name="c">', {"c": [""]}),
        ('<datalist><option value="q"></datalist><select name="a"><option value="1"></select>', {"a": ["1"]}),
        ('<input name="a" value="x&#10;y">', {"a": ["xy"]}),
        ('<input type="hidden" name="a" value="x&#10;y">', {"a": ["x\r\ny"]}),
        ('<input type="date" name="a" value="2023-02-29">', {"a": [""]}),
        ('<input type="date" name="a" value="2024-02-29">', {"a": ["2024-02-29"]}),
        ('<input type="month" name="a" value="2024-13">', {"a": [""]}),
        ('<input type="time" name="a" value="24:00">', {"a": [""]}),
        ('<input type="datetime-local" name="a" value="2024-02-29T08:00:00">', {"a": ["2024-02-29T08:00"]}),
        ('<input type="number" name="a" value="1,5">', {"a": [""]}),
        ('<input type="email" name="a" value=" a@b.cn ">', {"a": ["a@b.cn"]}),
        ('<input type="color" name="a" value="red">', {"a": ["#000000"]}),
    ],
)
def test_what_is_sent(html: str, expected: dict[str, list[str]]) -> None:
    assert sent(html) == expected


def test_the_button_pressed_is_sent_as_well() -> None:
    browser = Browser.visit('<input name="a" value="1"><button name="_do" value="add:/rows">+</button>')
    assert browser.buttons == [("_do", "add:/rows")]
    assert browser.sent(browser.buttons[0]) == {"a": ["1"], "_do": ["add:/rows"]}
