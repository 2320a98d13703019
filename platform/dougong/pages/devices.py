"""What a browser says it is, in few words: "Chrome, Windows"."""

from django.utils.translation import gettext as _

#: Looked for in this order: browsers name the ones they resemble as well.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Lark": "Feishu",
    "Edg": "Edge",
    "OPR/": "Opera",
    "QQBrowser": "QQ Browser",
    "HuaweiBrowser": "Huawei Browser",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
HAND_HELD = frozenset({"iPhone", "iPad", "HarmonyOS", "Android"})


def device_of(agent: str) -> tuple[str, bool]:
    """The device in words, and whether it is held in the hand."""
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    words = " · ".join(one for one in (browser, system) if one)
    return words or _("Unknown device"), system in HAND_HELD
