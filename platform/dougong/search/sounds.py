"""How Chinese sounds: the readings of a run, and the ways letters that were typed can be read as pinyin."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise, product
from typing import Final

#: Runs up to this long are taken for names: characters with several readings are found by each of the first three.
_NAME: Final = 4
_READINGS: Final = 3
#: Ways of reading typed letters that are tried: "xian" is one syllable or two.
_WAYS: Final = 2

_WRITTEN: Final = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cei
cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo
ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou
du duan dui dun duo e ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen
geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai
huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke
kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian
liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian
miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nia nian niang niao nie nin ning niu
nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi
qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui
run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai
shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie
ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing
xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze
zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES: Final = frozenset(_WRITTEN.split())
_LONGEST: Final = 6
_INITIALS: Final = frozenset("abcdefghjklmnopqrstwxyz")


@cache
def _pinyin() -> Callable[..., list[list[str]]]:
    # A quarter of a second and 30 MB: only processes that write or ask for Chinese pay for it, on first use.
    found: Callable[..., list[list[str]]] = import_module("pypinyin").pinyin
    return found


def sounds_of(run: str) -> Iterator[str]:
    """The marks of a run of Chinese characters: each syllable, and the first letters of each two neighbours."""
    readings = [_plain(one) for one in _pinyin()(run, style=0, heteronym=True)]
    most = _READINGS if len(run) <= _NAME else 1
    heard = [tuple(dict.fromkeys(one))[:most] for one in readings]
    for one in heard:
        yield from one
    for left, right in pairwise(heard):
        yield from {a[0] + b[0] for a, b in product(left, right)}


@lru_cache(maxsize=4096)
def spoken_as(text: str) -> str:
    """The Chinese in a short text as letters: whole and by first letters, "diangongdan dgd"; "" without Chinese."""
    heard = [one for readings in _pinyin()(text, style=0, errors="ignore") for one in _plain(readings)[:1]]
    return f"{''.join(heard)} {''.join(one[0] for one in heard)}".strip()


def _plain(readings: Sequence[str]) -> list[str]:
    return [one.replace("ü", "v") for one in readings if one.isascii() and one]


def ways_to_read(letters: str) -> tuple[frozenset[str], ...]:
    """Sets of marks that letters stand for when they are pinyin: whole syllables, first letters, or begun ones."""
    ways = [_marks(way) for way in _segmented(letters)]
    if not ways and set(letters) <= _INITIALS:
        ways = [frozenset(a + b for a, b in pairwise(letters))]
    return tuple(dict.fromkeys(ways))[:_WAYS]


def _marks(way: Sequence[str]) -> frozenset[str]:
    whole = (one for one in way if one in SYLLABLES)
    return frozenset((*whole, *(a[0] + b[0] for a, b in pairwise(way))))


def _segmented(letters: str) -> list[tuple[str, ...]]:
    """Ways to cut letters into syllables, whole ones and then the fewest first; the last may be begun ("gangj")."""
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], str]] = [((), letters)]
    for _step in range(200):
        if not waiting:
            break
        done, rest = waiting.pop()
        if not rest:
            found.append(done)
            continue
        sizes = [n for n in range(1, min(len(rest), _LONGEST) + 1) if rest[:n] in SYLLABLES]
        waiting.extend(((*done, rest[:n]), rest[n:]) for n in sizes)
        if done and rest not in SYLLABLES and any(one.startswith(rest) for one in SYLLABLES):
            found.append((*done, rest))
    return sorted(found, key=lambda way: (way[-1] not in SYLLABLES, len(way)))
