"""What a person at the keyboard, with large letters or with weak eyes meets on a page.

The browser measures (looking.js); here stands what counts as a fault. Faults are sentences.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_EYES = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
RING = 3.0
"""WCAG 1.4.11 and 2.4.13: a focus ring against what is around it."""
_TO_THE_TOP = """() => { const body = document.body;
  body.tabIndex = -1; body.focus(); body.blur(); body.removeAttribute('tabindex'); scrollTo(0, 0); }"""
# A browser follows `autofocus` with the first picture it draws, which may be after the page's "load".
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
MOST_STOPS = 120
SAME_LINE = 0.5
CONTROLS = frozenset(
    {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle",
     "Date", "spinbutton"}
)  # fmt: skip

Stop = dict[str, Any]


def _ask(page: Page, question: str) -> Any:
    return page.evaluate(f"() => {{ return {question}; }}")


def _look(page: Page) -> None:
    """Give this page its eyes; every other question needs them."""
    page.evaluate(f"() => {{ if (!window.eyes) window.eyes = {_EYES.rstrip()}; }}")


def colours(page: Page) -> list[tuple[float, float, str]]:
    """Contrast of all text, icons and edges of controls: measured, needed, in words; worst first."""
    _look(page)
    measured = [
        (ratio, needed, f"{kind} {ratio:.2f} (needs {needed}): {html}")
        for kind, ratio, needed, html in _ask(page, "eyes.pairs()")
    ]
    return sorted(measured, key=lambda one: one[0] / one[1])


def cut_off(page: Page) -> list[str]:
    """What runs off the screen or is cut."""
    _look(page)
    wide = _ask(page, "eyes.wide()")
    found = [f"scrolls sideways by {wide} px"] if wide > 0 else []
    return found + [f"cut off: {html}" for html in _ask(page, "eyes.clipped()")]


def spoken(page: Page) -> list[tuple[str, str, str]]:
    """Role and name of every control as Chromium tells a screen reader, and what it does."""
    line = page.context.new_cdp_session(page)
    root = line.send("DOM.getDocument", {"depth": -1, "pierce": False})["root"]
    nodes = line.send("Accessibility.getFullAXTree")["nodes"]
    line.detach()
    actions: dict[int, str] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        facts = node.get("attributes", [])
        told = dict(zip(facts[::2], facts[1::2], strict=True))
        actions[node["backendNodeId"]] = told.get("href") or "{name}={value} {id}".format_map(
            {"name": "", "value": "", "id": "", **told}
        )
        waiting += node.get("children", []) + node.get("contentDocument", {}).get("children", [])
    return [
        (role, node.get("name", {}).get("value", "").strip(), actions[node["backendDOMNodeId"]])
        for node in nodes
        if (role := node.get("role", {}).get("value", "")) in CONTROLS
        and not node["ignored"]
        and node.get("backendDOMNodeId") in actions
    ]


def name_faults(controls: list[tuple[str, str, str]]) -> list[str]:
    """Controls without a name, and buttons or links of one name that do different things."""
    found = [f"a {role} without a name: {action}" for role, name, action in controls if not name]
    does: dict[tuple[str, str], set[str]] = {}
    for role, name, action in controls:
        if role in {"button", "link"}:
            does.setdefault((role, name), set()).add(action)
    return found + [
        f"{len(actions)} different {role}s are called “{name}”: {sorted(actions)}"
        for (role, name), actions in does.items()
        if len(actions) > 1
    ]


def walk(page: Page) -> list[Stop]:
    """Press Tab from the top of the page until it ends; every stop on the way."""
    _look(page)
    page.evaluate(_DRAWN)
    page.evaluate(_TO_THE_TOP)
    page.evaluate("() => { window.unfocused = eyes.plain(); }")
    found: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = _ask(page, "eyes.focus(unfocused)")
        if found and stop is not None and stop["number"] == found[-1]["number"]:
            continue  # a date has stops of its own inside
        if stop is None or any(stop["number"] == one["number"] for one in found):
            return found
        found.append(stop)
    raise AssertionError(f"Tab never comes to the end of {page.url}.")


def walk_back(page: Page, walked: list[Stop]) -> list[int]:
    """Press Shift+Tab from the last stop of a walk up to its first; the numbers of the stops."""
    first, last = walked[0]["number"], walked[-1]["number"]
    page.evaluate("number => document.querySelectorAll('*')[number].focus()", last)
    found = [last]
    for _ in range(MOST_STOPS):
        if found[-1] == first:
            return found
        page.keyboard.press("Shift+Tab")
        number = _ask(page, "eyes.number()")
        if number != found[-1]:
            found.append(number)
    raise AssertionError(f"Shift+Tab never comes to the top of {page.url}.")


def keyboard_faults(page: Page, walked: list[Stop]) -> list[str]:
    """What is wrong with a walk: places left out, order, things not seen, rings not seen."""
    expected = _ask(page, "eyes.stops()")
    numbers = [stop["number"] for stop in walked]
    found = []
    if numbers != expected:
        found.append(f"Tab stops at {numbers}, not at {expected}")
    if not walked or not walked[0]["skip"]:
        found.append("the first stop is not the way to the content")
    for stop in walked:
        if not stop["mine"] or not stop["inside"]:
            found.append(f"focused, but not to be seen: {stop['html']}")
        if stop["ring"] < RING:
            found.append(f"focus ring {stop['ring']:.2f}: {stop['html']}")
    mirrored = page.locator("html").get_attribute("dir") == "rtl"
    found += [
        f"jumps back from {one['html']} to {other['html']}"
        for one, other in pairwise(walked[1:])
        if not _reads_on(one, other, mirrored=mirrored)
    ]
    return found


def _reads_on(one: Stop, other: Stop, *, mirrored: bool) -> bool:
    """Whether `other` stands after `one` for somebody who reads: to the side, else further down."""
    ahead = other["right"] <= one["left"] + 1 if mirrored else other["left"] >= one["right"] - 1
    shared = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    lowest = min(one["bottom"] - one["top"], other["bottom"] - other["top"])
    if shared > SAME_LINE * lowest:
        return bool(ahead)
    return bool(other["top"] > one["top"] or (ahead and one["list"] == other["list"] >= 0))
