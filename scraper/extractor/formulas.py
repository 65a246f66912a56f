"""Formulas as text: each once, as its author wrote it in TeX, else in one line.

MathML says a formula in elements of one sign each, and scripts that draw formulas (KaTeX,
MathJax) leave it on the page twice: for readers of screens, and drawn.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_HINTS = (b"<math", b"math/tex")  # of which a page with formulas has one
_TEX = 'annotation[encoding="application/x-tex"]'
_STYLE = re.compile(r"(\{?)\s*\\(?:display|text)style(?![a-zA-Z])\s*")
_WRAPPERS = frozenset(("span", "mjx-assistive-mml"))
_UNSEEN = dict.fromkeys(range(0x2061, 0x2065))  # "times" and the like between letters
_SILENT = frozenset(("annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"))
# What stands before the second and the third part of an element, and around its whole.
_BETWEEN: dict[str, tuple[str, ...]] = {
    "mfrac": ("/",),
    "msup": ("^",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "munderover": ("_", "^"),
    "munder": ("_",),
    "mroot": (", ",),
}
_AROUND = {"msqrt": ("√(", ")"), "mroot": ("√(", ")"), "mtable": ("(", ")"), "mfenced": ("(", ")")}
_LISTED = {"mtable": "; ", "mtr": ", ", "mfenced": ", "}
_GROUPS = frozenset(("mrow", "mfrac", "mstyle"))  # in brackets where they are part of the above


def settle(tree: LexborHTMLParser, page: bytes) -> None:
    """Put the text of every formula in its place; `page` is what the tree was parsed from."""
    if not any(hint in page for hint in _HINTS):
        return
    for script in tree.css('script[type^="math/tex"]'):  # MathJax 2, behind what it has drawn
        while (drawn := script.prev) is not None and "MathJax" in _attribute(drawn, "class"):
            drawn.decompose()
        script.replace_with(_plain(script.text()))
    for formula in tree.css("math"):
        around = formula.parent
        if around is not None and around.tag in _WRAPPERS:
            for drawn in (around.prev, around.next):
                if drawn is not None and _attribute(drawn, "aria-hidden") == "true":
                    drawn.decompose()
        formula.replace_with(_text(formula))


def _attribute(node: LexborNode, name: str) -> str:
    """An attribute's value; empty where the node has none, or is no element."""
    tag = node.tag or "-"
    return (node.attributes.get(name) or "") if tag[0] not in "-!_" else ""


def _text(formula: LexborNode) -> str:
    """What its author wrote in TeX, else what its elements say."""
    written = formula.css_first(_TEX)
    tex = (written.text() if written else "") or formula.attributes.get("alttext") or ""
    return _plain(tex) or " ".join(_line(formula).translate(_UNSEEN).split())


def _plain(tex: str) -> str:
    """TeX in one line, without the style that Wikipedia and others put around the whole."""
    tex = " ".join(tex.split())
    style = _STYLE.match(tex)
    if style is None:
        return tex
    inner = tex[style.end() :]
    if not style[1]:
        return inner
    depth = 0
    for place, sign in enumerate(inner):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return inner[:place].rstrip() if place == len(inner) - 1 else tex
    return tex


def _line(formula: LexborNode) -> str:
    """MathML in one line: "(a+b)/2", "x_1^2", "√(x)"."""
    parts: list[str] = []
    open_: list[tuple[LexborNode, str, int]] = []  # elements, what closes them, parts so far
    node: LexborNode | None = formula.child
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            parts.append(text if not text.isspace() else "")
        elif tag[0] not in "-!_" and tag not in _SILENT:
            before, after = _AROUND.get(tag, ("", ""))
            if open_:
                above, closing, count = open_[-1]
                over = above.tag or ""
                between = _BETWEEN.get(over, ())
                if count:
                    parts.append(_LISTED.get(over, "") or "".join(between[count - 1 : count]))
                if between and tag in _GROUPS and not _alone(node):
                    before, after = f"({before}", f"{after})"
                open_[-1] = above, closing, count + 1
            parts.append(before)
            if node.child is not None:
                open_.append((node, after, 0))
                node = node.child
                continue
            parts.append(" " if tag == "mspace" else after)
        following = node.next
        while following is None and open_:
            node, closing, _ = open_.pop()
            parts.append(closing)
            following = node.next
        node = following
    return "".join(parts)


def _alone(group: LexborNode) -> bool:
    """Whether an element holds no more than one other."""
    return group.tag != "mfrac" and len(list(group.iter())) < 2
