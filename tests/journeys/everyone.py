"""What no page may do to anybody, asked of a page in the browser: faults(page), as sentences."""

from functools import cache

from axe_playwright_python.sync_playwright import Axe

# Under forced colours the browser paints other colours than the ones it tells a script about.
UNSEEN = {"forced_colors": "color-contrast"}
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
OUTSIDE = r"""() => {
  const name = (e) => e.tagName.toLowerCase() + (e.id && "#" + e.id) + [...e.classList].map((c) => "." + c).join("");
  const inline = (style) => style.display === "inline" || style.display === "contents";
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  const painted = (style) => style.borderInlineEndWidth !== "0px" || /hidden|clip/.test(style.overflowX + style.overflowY)
    || !/^rgba.* 0\)$/.test(style.backgroundColor); // of whatever colour nothing is, as under forced ones
  const hidden = (e) => e.closest("svg, option, select, .visually-hidden, .skip, .skip-drawing")
    || [e.closest("caption"), e.closest("thead")].some((part) => part && getComputedStyle(part).clipPath !== "none");

  /** The nearest box around `from` that a reader sees the edge of; null where it may be scrolled, or floats above. */
  const box = (from, around) => {
    for (let e = from; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (e !== around && scrolls(style)) return null;
      if (e !== around && !inline(style) && painted(style)) return e;
      if (/absolute|fixed/.test(style.position)) return null;
    }
    return null;
  };

  /** Whether what surrounds it scrolls sideways by itself, so that nothing is out of reach. */
  const scrolled = (e) => e && e !== document.body
    && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolled(e.parentElement));

  const faults = new Set();
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.add(`scrolls sideways by ${wide} px`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const words = texts.currentNode.textContent.trim().slice(0, 40);
    if (!words || hidden(parent) || !parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    let inner = range.getBoundingClientRect();
    if (!inner.width) continue;
    if (/^\p{Script=Latin}{2,16}$/u.test(words) && range.getClientRects().length > 1) faults.add(`broken in two: ${words}`);
    if (inner.left < -1 && !scrolled(parent)) faults.add(`left of the window: ${words}`);
    for (let e = box(parent); e; e = box(e, e)) {
      const outer = e.getBoundingClientRect();
      if (inner.right > outer.right + 1 || inner.left < outer.left - 1 || inner.bottom > outer.bottom + 8 || inner.top < outer.top - 8)
        faults.add(`outside ${name(e)}: ${words}`);
      inner = outer;
    }
  }
  return [...faults];
}"""


@cache
def axe() -> Axe:
    return Axe()


def faults(page, without: tuple[str, ...] = ()) -> list[str]:
    """Sideways scrolling, words outside their box or broken in two, and what axe finds; `without` names rules of axe that do not apply."""
    rules = {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in without}
    said = axe().run(page, options={"rules": rules, "resultTypes": ["violations", "incomplete"]}).response
    found = [(each["id"], node) for each in said["violations"] for node in each["nodes"]]
    found += [("unseen", node) for each in said["incomplete"] for node in each["nodes"] if _is_unseen(node)]
    return outside(page) + [f"{rule}: {node['html'][:160]}" for rule, node in found]


def _is_unseen(node: dict) -> bool:
    """Words in the very colour of their ground, of which axe leaves it open whether they are hidden on purpose."""
    return any((check["data"] or {}).get("messageKey") == "equalRatio" for check in node["any"])


def outside(page, _without: tuple[str, ...] = ()) -> list[str]:
    """Sideways scrolling, words outside their box or broken in two, without asking axe."""
    return page.evaluate(OUTSIDE)
