"""What a page is like for people who see little, hear it read, or have no mouse: contrast, names of
controls, places that the keyboard reaches, and texts that their boxes hold.
"""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

# Roles whose elements people act on, which a screen reader says by their names.
ACTED_ON = {
    *("button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "tab"),
    *("menuitem", "spinbutton", "Date", "DateTime", "InputTime", "dialog", "table", "region"),
}
# Texts with too little contrast to their background (WCAG 2.2, 1.4.3). Controls that cannot be used
# are exempt, as WCAG says.
PALE = """() => {
  const parse = (text) => {
    const found = /^color\\(srgb ([^)]*)\\)$/.exec(text);
    const parts = (found ? found[1] : text).match(/[\\d.]+(?:e-?\\d+)?/g).map(Number);
    const [r, g, b, a = 1] = found ? [...parts.slice(0, 3).map((each) => 255 * each),
      ...parts.slice(3)] : parts;
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.a * top.r + (1 - top.a) * below.r, g: top.a * top.g + (1 - top.a) * below.g,
    b: top.a * top.b + (1 - top.a) * below.b, a: 1,
  });
  const behind = (element) => {
    if (element === null) return { r: 255, g: 255, b: 255, a: 1 };
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, behind(element.parentElement));
  };
  const light = ({ r, g, b }) => [r, g, b]
    .map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const pale = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(":disabled, [aria-disabled=true], script, noscript"))
      continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(element);
    const paper = behind(element);
    const ink = over(parse(style.color), paper);
    const [bright, dim] = [light(ink), light(paper)].sort((one, other) => other - one);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (bright + 0.05) / (dim + 0.05);
    if (ratio < (isLarge ? 3 : 4.5))
      pale.add(`${ratio.toFixed(2)}: ${node.data.trim().slice(0, 40)} (${element.className})`);
  }
  return [...pale];
}"""
# Texts that their boxes cut off.
CUT_OFF = """() => [...document.querySelectorAll("button, th, td, dt, dd, label, h2, h3, p, a, b")]
  .filter((each) => each.checkVisibility() && !each.closest(".unseen, .skip"))
  .filter((each) => getComputedStyle(each).overflowX !== "visible"
    && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent.trim().slice(0, 60))"""
# What the keyboard should reach, each with a number; in a row of tabs the chosen one.
FOCUSABLE = """() => {
  const all = document.querySelectorAll(
    "a[href], button, input, select, textarea, [tabindex='0']");
  const reached = [...all].filter((each) =>
    !each.disabled && each.tabIndex >= 0 && each.checkVisibility());
  reached.forEach((each, at) => (each.dataset.place = at));
  return reached.length;
}"""
FOCUSED = """() => {
  const { dataset, tagName } = document.activeElement;
  const { outlineStyle } = getComputedStyle(document.activeElement);
  return [dataset.place ?? tagName, outlineStyle];
}"""
MOUSE_ALONE = """() => [...document.querySelectorAll("button, a, input, select, textarea")]
  .filter((each) => each.tabIndex < 0 && !each.matches("[role=tab]"))
  .map((each) => each.outerHTML.slice(0, 80))"""


async def faults(page: Page) -> dict[str, list[str]]:
    """What is wrong with what a page shows now, by kind; kinds without a fault are left out."""
    found = {
        "pale": await page.evaluate(PALE),
        "cut off": await page.evaluate(CUT_OFF),
        "without a name": await nameless(page),
        "for the mouse alone": await page.evaluate(MOUSE_ALONE),
    }
    return {kind: each for kind, each in found.items() if each}


async def nameless(page: Page) -> list[str]:
    """The roles of what a screen reader cannot name."""
    session = await page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    shown = [each for each in nodes if not each["ignored"]]
    return [
        each["role"]["value"]
        for each in shown
        if each["role"]["value"] in ACTED_ON and not each.get("name", {}).get("value", "").strip()
    ]


async def tabbed_through(page: Page) -> tuple[set[str], set[str], set[str]]:
    """What the keyboard should reach, what of it Tab does reach, and what of that shows no outline;
    a part that scrolls is a place too.
    """
    count = await page.evaluate(FOCUSABLE)
    reached, bare = {"0"}, set[str]()
    await page.evaluate("document.querySelector('[data-place=\"0\"]').focus()")
    for _ in range(2 * count):
        await page.keyboard.press("Tab")
        place, outline = await page.evaluate(FOCUSED)
        if place in reached or place == "BODY":
            break
        reached |= {place} - {"DIV"}
        bare |= {place} if outline == "none" else set()
    return {str(each) for each in range(count)}, reached, bare
