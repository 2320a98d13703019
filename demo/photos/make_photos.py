"""Draws the demo's site photos and signatures: `python demo/photos/make_photos.py [FONT]`.

FONT: a font file with Chinese characters (default: Noto Sans CJK where Debian puts it). The same pictures
come out every time; they are kept in the repository, so nobody needs to run this to start the demo.
"""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
WIDTH, HEIGHT = 640, 480
LARGEST = 20_000

SKY, FAR, GROUND, WALL, SHADE = "#c9dbe6", "#9fb4c0", "#b8ab97", "#cfcac2", "#a39d93"
STEEL, WOOD, MUD, WATER, GREEN = "#5d6670", "#b98a4e", "#8a6a4a", "#6f8ea0", "#5f8f5a"
ORANGE, YELLOW, WHITE, DARK = "#e07b28", "#e9c03a", "#f2f0ec", "#39404a"

Draw = ImageDraw.ImageDraw
WHEN = {"before": "施工前", "after": "施工后"}
#: Draws the scene "before" the work or "after" it.
Scene = Callable[[Draw, random.Random, str], None]


def outdoors(draw: Draw) -> None:
    """Sky, a building under construction and a tower crane far away, ground in front."""
    draw.rectangle((0, 0, WIDTH, 250), fill=SKY)
    for left, top in ((30, 120), (150, 160), (470, 100)):
        draw.rectangle((left, top, left + 100, 250), fill=FAR)
        for floor in range(top + 20, 250, 26):
            draw.line((left, floor, left + 100, floor), fill=WHITE, width=3)
    draw.line((330, 40, 330, 250), fill=ORANGE, width=5)
    draw.line((230, 52, 450, 52), fill=ORANGE, width=4)
    draw.line((330, 40, 430, 52), fill=DARK, width=1)
    draw.line((420, 52, 420, 120), fill=DARK, width=1)
    draw.rectangle((0, 250, WIDTH, HEIGHT), fill=GROUND)


def indoors(draw: Draw) -> None:
    """A raw concrete room with a window opening."""
    draw.rectangle((0, 0, WIDTH, 330), fill=WALL)
    draw.polygon(((0, 0), (110, 60), (110, 290), (0, 380)), fill=SHADE)
    draw.rectangle((0, 330, WIDTH, HEIGHT), fill="#aaa49a")
    draw.polygon(((0, 380), (110, 290), (WIDTH, 290), (WIDTH, HEIGHT), (0, HEIGHT)), fill="#b3ada3")
    draw.rectangle((380, 80, 540, 230), fill=SKY)
    draw.rectangle((380, 80, 540, 230), outline=SHADE, width=8)
    draw.line((460, 80, 460, 230), fill=SHADE, width=4)


def heaps(draw: Draw, chance: random.Random, colours: tuple[str, ...], pieces: int) -> None:
    """Rubbish, offcuts, broken blocks in heaps."""
    for _ in range(pieces):
        x, y = chance.gauss(330, 110), chance.uniform(340, 430)
        size = chance.uniform(10, 34)
        corners = [(x + chance.uniform(-size, size), y + chance.uniform(-size / 2, size / 2)) for _ in range(4)]
        draw.polygon(corners, fill=chance.choice(colours), outline=SHADE)


def person(draw: Draw, x: int, y: int, vest: str = ORANGE) -> None:
    """A worker with helmet and vest."""
    draw.rectangle((x - 13, y - 62, x + 13, y - 22), fill=vest)
    draw.line((x - 13, y - 44, x + 13, y - 44), fill=YELLOW, width=5)
    draw.rectangle((x - 12, y - 22, x - 3, y + 14), fill=DARK)
    draw.rectangle((x + 3, y - 22, x + 12, y + 14), fill=DARK)
    draw.ellipse((x - 10, y - 84, x + 10, y - 62), fill="#d9a77c")
    draw.pieslice((x - 14, y - 92, x + 14, y - 62), 180, 360, fill=YELLOW)


def rubbish(draw: Draw, chance: random.Random, when: str) -> None:
    """A floor covered with rubbish; swept, with bags at the wall."""
    indoors(draw)
    if when == "before":
        heaps(draw, chance, (WOOD, WHITE, STEEL, MUD, "#c2b9a8"), 60)
        return
    for x in range(140, 330, 62):
        draw.rounded_rectangle((x, 300, x + 50, 350), 12, fill=WHITE, outline=SHADE, width=3)
        draw.line((x + 16, 300, x + 34, 300), fill=GREEN, width=6)
    person(draw, 520, 400)


def flooding(draw: Draw, chance: random.Random, when: str) -> None:
    """A foundation pit under water; pumped dry, with hose and pump."""
    outdoors(draw)
    draw.polygon(((90, 290), (560, 290), (620, 460), (30, 460)), fill=MUD)
    draw.polygon(((140, 310), (510, 310), (560, 440), (90, 440)), fill=WATER if when == "before" else "#9a8468")
    if when == "before":
        for _ in range(14):
            x, y = chance.uniform(150, 470), chance.uniform(325, 425)
            draw.arc((x, y, x + 46, y + 10), 180, 360, fill=WHITE, width=2)
        return
    draw.rectangle((250, 370, 300, 410), fill=GREEN)
    draw.line(((300, 385), (420, 340), (540, 300), (638, 296)), fill=DARK, width=9, joint="curve")
    person(draw, 400, 400)


def column(draw: Draw, chance: random.Random, when: str) -> None:
    """A column with a honeycombed foot; chiselled and made good."""
    indoors(draw)
    draw.rectangle((230, 20, 350, 410), fill="#bdb7ae", outline=SHADE, width=4)
    if when == "after":
        draw.rectangle((230, 320, 350, 410), fill="#d6d1c8", outline=SHADE, width=4)
        person(draw, 450, 410)
        return
    for _ in range(90):
        x, y = chance.uniform(238, 342), chance.uniform(310, 404)
        size = chance.uniform(2, 6)
        draw.ellipse((x, y, x + size, y + size), fill="#6f6a63")


def opening(draw: Draw, _chance: random.Random, when: str) -> None:
    """A hole in the slab; covered and marked."""
    indoors(draw)
    hole = ((220, 360), (420, 360), (470, 440), (180, 440))
    draw.polygon(hole, fill="#2d2f33")
    draw.line((*hole, hole[0]), fill=SHADE, width=5)
    if when == "after":
        draw.polygon(hole, fill=WOOD)
        for x in range(200, 470, 36):
            draw.line((x, 440, x + (320 - x) // 5, 360), fill=YELLOW, width=8)
        person(draw, 540, 420)


def edge(draw: Draw, _chance: random.Random, when: str) -> None:
    """A slab edge without a rail; with posts, rails and a toe board."""
    outdoors(draw)
    draw.polygon(((0, 330), (WIDTH, 300), (WIDTH, HEIGHT), (0, HEIGHT)), fill=WALL)
    draw.line(((0, 330), (WIDTH, 300)), fill=SHADE, width=8)
    if when == "before":
        return
    for x in range(20, WIDTH, 100):
        top = 330 - x * 30 // WIDTH
        for part in range(4):
            fill = "#c8442f" if part % 2 else WHITE
            draw.rectangle((x, top - 100 + part * 25, x + 10, top - 75 + part * 25), fill=fill)
    for height in (95, 50):
        draw.line(((0, 330 - height), (WIDTH, 300 - height)), fill="#c8442f", width=7)
    draw.line(((0, 322), (WIDTH, 292)), fill=YELLOW, width=14)
    person(draw, 560, 430)


def road(draw: Draw, chance: random.Random, when: str) -> None:
    """A site road under mud; washed."""
    outdoors(draw)
    draw.polygon(((250, 250), (390, 250), (620, HEIGHT), (20, HEIGHT)), fill="#8d9195")
    if when == "after":
        for y in range(265, 470, 48):
            draw.polygon(((317, y), (323, y), (326, y + 24), (314, y + 24)), fill=WHITE)
        person(draw, 180, 420)
        draw.line(((195, 385), (300, 440)), fill=DARK, width=5)
        return
    for _ in range(46):
        x, y = chance.gauss(320, 90), chance.uniform(265, 460)
        draw.ellipse((x - 34, y - 9, x + 34, y + 9), fill=MUD)


def rebar(draw: Draw, chance: random.Random, when: str) -> None:
    """Starter bars trodden down; straightened and cleaned."""
    outdoors(draw)
    draw.rectangle((0, 390, WIDTH, HEIGHT), fill=WALL)
    for x in range(70, 600, 38):
        lean = 0 if when == "after" else chance.randint(-46, 46)
        colour = STEEL if when == "after" else "#8b4a2c"
        draw.line((x, 430, x + lean, 270 + abs(lean)), fill=colour, width=6)
    if when == "after":
        for y in (310, 360):
            draw.line((60, y, 590, y), fill=STEEL, width=4)
        person(draw, 610, 430)


SCENES: dict[str, tuple[str, Scene]] = {
    "rubbish": ("垃圾清理", rubbish),
    "pit": ("基坑抽水", flooding),
    "column": ("缺陷修补", column),
    "opening": ("洞口封闭", opening),
    "edge": ("临边防护", edge),
    "road": ("道路冲洗", road),
    "rebar": ("钢筋调直", rebar),
}

SIGNATURES = {
    "zhao_tiezhu": "赵铁柱", "sun_desheng": "孙德胜", "zhou_guangcai": "周广才", "qian_dayong": "钱大勇",
    "zheng_guoping": "郑国平", "feng_youcai": "冯有才", "liu_yang": "刘洋", "gao_xiang": "高翔",
    "li_jianguo": "李建国", "wang_hai": "王海", "wu_gensheng": "吴根生", "he_liang": "何亮", "gao_fei": "高飞",
}  # fmt: skip


def photo(name: str, scene: Scene, title: str, font: Path, when: str) -> Image.Image:
    """One site photo with its watermark."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    scene(draw, random.Random(f"{name} {when}"), when)  # noqa: S311 - strokes of a drawing, not a secret
    text = f"示范建工  现场照片\n{title}  {WHEN[when]}"
    draw.multiline_text((16, HEIGHT - 66), text, font=ImageFont.truetype(str(font), 20), fill=WHITE,
                        stroke_width=2, stroke_fill=DARK, spacing=6)  # fmt: skip
    return picture


def signature(name: str, font: Path) -> Image.Image:
    """A name as written on a telephone: slanted, uneven, dark on white."""
    chance = random.Random(name)  # noqa: S311 - strokes of a drawing, not a secret
    paper = Image.new("L", (300, 120), 255)
    for place, sign in enumerate(name):
        spot = Image.new("L", (110, 110), 255)
        pen = ImageFont.truetype(str(font), chance.randint(56, 72))
        ImageDraw.Draw(spot).text((14, 2), sign, font=pen, fill=25)
        spot = spot.rotate(chance.uniform(-12, 6), fillcolor=255)
        spot = spot.transform(spot.size, Image.Transform.AFFINE, (1, 0.28, -18, 0, 1, 0), fillcolor=255)
        left = 8 + place * 78 + chance.randint(-6, 6)
        paper.paste(spot, (left, chance.randint(0, 14)), spot.point(lambda value: 255 - value))
    return paper


def sheet(title: str, heads: str, names: str, font: Path) -> Image.Image:
    """A scan of a signed sheet: title, ruled lines, names and a signature on each."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), WOOD)
    draw = ImageDraw.Draw(picture)
    small, large = ImageFont.truetype(str(font), 17), ImageFont.truetype(str(font), 24)
    draw.polygon(((70, 24), (580, 16), (592, 460), (60, 466)), fill=WHITE)
    draw.text((210, 34), title, font=large, fill=DARK)
    columns, top, row = (90, 210, 320, 430, 560), 84, 44
    for line in range(9):
        draw.line((columns[0], top + line * row, columns[-1], top + line * row), fill=SHADE)
    for x in columns:
        draw.line((x, top, x, top + 8 * row), fill=SHADE)
    for x, head in zip(columns, heads.split(), strict=False):
        draw.text((x + 10, top + 10), head, font=small, fill=DARK)
    for place, name in enumerate(names.split(), 1):
        draw.text((columns[0] + 10, top + place * row + 10), name, font=small, fill=DARK)
        mark = signature(name, font).resize((105, 42)).point(lambda value: 255 - value)
        picture.paste(DARK, (columns[3] + 12, top + place * row + 1), mark)
    return picture.convert("L")


SHEETS = {
    "wage_sheet": ("工资表（签字）", "姓名 工数 实发 签字", "李建国 王海 赵敏 刘桂花 马建民 陈小军"),
    "wage_sheet_concrete": ("工资表（签字）", "姓名 工数 实发 签字", "张大庆 杨顺 朱富贵 胡兵 郭军 林阿海 罗平"),
    "contract_page": ("合同签署页", "单位 代表 日期 签字", "示范建工 对方"),
    "measure_sheet": ("工程量计量单", "部位 数量 单位 签字", "A区 B区 C区 D区"),
    "variation_letter": ("工程联系单", "事由 部位 日期 签字", "设计变更 现场签证"),
    "tool_sheet": ("工具领用登记", "姓名 工具 日期 签字", "宋保国 何亮 彭勇"),
}


def pictures(font: Path) -> Iterator[tuple[str, Image.Image]]:
    """Every picture with its file name."""
    for name, (title, scene) in SCENES.items():
        for when in ("before", "after"):
            yield f"{name}_{when}.jpg", photo(name, scene, title, font, when)
    for name, (title, heads, names) in SHEETS.items():
        yield f"{name}.jpg", sheet(title, heads, names, font)
    for name, written in SIGNATURES.items():
        yield f"sign_{name}.png", signature(written, font)


def main() -> None:
    """Write all of them beside this script. Raises ValueError when one grows too large to be kept."""
    font = Path(sys.argv[1] if len(sys.argv) > 1 else FONT)
    for name, picture in pictures(font):
        path = HERE / name
        if path.suffix == ".jpg":
            picture.save(path, quality=56, optimize=True)
        else:
            picture.save(path, optimize=True)
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{name} has {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
