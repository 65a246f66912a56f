"""Pages that stand where an article should be: outages, soft 404s, captchas, walls of all kinds.

Only pages without a real text are looked at, so that an article on cookies stays an article.
"""

from __future__ import annotations

import random
import re
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from scraper.fetcher.errors import Interstitial
from scraper.fetcher.retries import retry_at
from scraper.stages import Page

# With this many words of article text a page is an article, whatever else it says.  Of the 1,984
# pages of articles that the rules were checked on they take two for something else: a teaser in
# front of a paywall, and a page whose text a script would have loaded.
_ENOUGH_WORDS = 120
_BRIEF_WORDS = 25  # with so many, what extraction takes for an article of a day is news in brief
_BEHIND = 400  # characters behind a teaser in which its paywall speaks up
_MOST_WORDS = 400  # visible words of a page that is nothing but a notice
_READ = 300_000  # bytes of a page that are looked at

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)[^<>]*+>")
_HIDDEN = {  # elements whose text is not shown, and how each ends
    name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "template", "svg", "select")
}
_SPACE = re.compile(r"\s+")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_CAPTCHA_MARKUP = _any(
    *(r"/cdn-cgi/challenge-platform/", r"cf-chl-", r"cf-turnstile", r"captcha-delivery\.com"),
    *(r"px-captcha", r"_Incapsula_Resource", r"awsWafCookieDomainList", r"sec-if-cpt-container"),
)
_CAPTCHA = _any(  # in title or main heading, lower case, as all below
    *(r"just a moment", r"are you (a )?(human|robot)", r"not a robot", r"pardon our interruption"),
    *(r"verify(ing)? (that )?you are (a )?human", r"checking your browser", r"request blocked"),
    *(r"unusual (traffic|activity)", r"access (to this page has been )?denied"),
    *(r"attention required", r"bist du ein mensch", r"kein roboter", r"ungewöhnliche aktivität"),
    *(r"(êtes-vous|pas) un robot", r"no (eres|soy) un robot", r"non sono un robot"),
    *(r"não sou um robô", r"geen robot"),
)
_OUTAGE = _any(  # in title or main heading
    *(r"(under|down for|undergoing|scheduled) maintenance", r"maintenance (mode|in progress)"),
    *(r"be (right )?back (soon|shortly)", r"(temporarily|currently) (unavailable|offline|down)"),
    *(r"service unavailable", r"internal server error", r"bad gateway", r"gateway time-?out"),
    *(r"database connection", r"wartungs(arbeiten|modus)", r"(wegen|in) wartung"),
    *(r"en maintenance", r"en mantenimiento", r"in manutenzione", r"em manutenção"),
    r"in onderhoud",
)
_NO_PAGE = _any(  # in title or main heading: the page itself is missing
    *(r"\b(error )?404\b", r"page (was )?not found", r"page (does not|doesn.t) exist"),
    *(r"seite (wurde )?nicht gefunden", r"page (est )?introuvable", r"pagina non trovata"),
    *(r"página (no|não) (encontrada|existe)", r"pagina (is )?niet gevonden"),
)
_MISSING = _any(  # in title or main heading: something is, be it what an article is about
    *(r"no longer (available|exists)", r"(can.t|cannot|could not|couldn.t) (find|be found)"),
    *(r"nothing (was )?found", r"nicht (mehr )?(gefunden|verfügbar|vorhanden)"),
    *(r"n.existe (pas|plus)", r"no se ha encontrado", r"non esiste", r"bestaat niet"),
)
_SCRIPT = _any(
    r"(enable|requires?|turn on|activate|need) (\w+ ){0,3}javascript",
    r"javascript (\w+ ){0,3}(disabled|required|enabled)",
    r"javascript (\w+ ){0,3}(aktiviert|deaktiviert|erforderlich)",
    r"javascript (\w+ ){0,3}(désactivé|requis|desactivado|habilitado|disabilitato|richiesto)",
    r"javascript (\w+ ){0,3}(desativado|uitgeschakeld|vereist)",
    r"(aktivieren|activez|activer|active|activa|habilite|abilita|ative|schakel) "
    r"(\w+ ){0,3}javascript",
)
_CONSENT = _any(
    *(r"before you continue", r"we value your privacy", r"accept (all )?cookies"),
    *(r"manage (your )?consent", r"einwilligung", r"zustimmung", r"alle akzeptieren"),
    r"(we|our partners) (\w+ ){0,4}(store|use|process) (\w+ ){0,6}(cookies|personal data)",
    *(r"cookies? (zustimmen|akzeptieren)", r"mit werbung weiter", r"consentement"),
    *(r"accepter et (fermer|continuer)", r"tout accepter", r"aceptar (todo|y continuar|cookies)"),
    *(r"consentimi?ento", r"accetta (tutto|e continua)", r"consenso", r"aceitar (todos|cookies)"),
    *(r"alles accepteren", r"akkoord", r"toestemming"),
)
_PAYWALL = _any(  # in and shortly behind the text; newsletters are subscribed to as well
    *(r"subscribers? only", r"(only|exclusively) for subscribers", r"already a subscriber"),
    *(r"to (continue|keep) reading", r"(register|sign in) to read"),
    *(r"exclusive to (subscribers|members)", r"members only"),
    *(r"(nur|exklusiv) für abonnenten", r"weiterlesen mit", r"bereits abonnent"),
    *(r"réservé aux abonnés", r"abonnez-vous pour (lire|continuer)", r"déjà abonné"),
    *(r"(exclusivo|solo) para suscriptores", r"suscríbete para (leer|seguir|continuar)"),
    *(r"riservato agli abbonati", r"abbonati per (leggere|continuare)"),
    *(r"exclusivo para assinantes", r"assine para (ler|continuar)"),
    *(r"alleen voor abonnees", r"lees verder met"),
)


def recognise(
    page: Page, text: str, *, is_article: bool = True, is_dated: bool = False
) -> Interstitial | None:
    """What the page is, as the error to record, where it is no article; None: nothing of the kind.

    `text`: the article text extracted from it.  `is_article`: whether extraction took it for one.
    `is_dated`: whether it says when it was published.
    """
    words = len(text.split(maxsplit=_ENOUGH_WORDS))
    if words >= _ENOUGH_WORDS or page.not_modified:
        return None
    html = page.body[:_READ].decode("utf-8", "replace")
    title, heading, visible, fallback, scripts = _visible(html)
    count = len(visible.split())
    if count > _MOST_WORDS and words > _ENOUGH_WORDS // 2:
        return None
    brief = is_article and is_dated and words >= _BRIEF_WORDS
    short = count <= _MOST_WORDS and not brief
    bare = short and words < 40
    headings = f"{title} {heading}"
    if (bare and _CAPTCHA_MARKUP.search(html)) or (short and _CAPTCHA.search(headings)):
        return Interstitial("captcha")
    if short and _OUTAGE.search(headings):
        return Interstitial("outage")
    if _NO_PAGE.search(headings) or (not brief and _MISSING.search(headings)):
        return Interstitial("soft-404")
    if _lost(page) and not is_article:
        return Interstitial("soft-404")
    if _PAYWALL.search(_around(visible, text)):
        return Interstitial("paywall")
    if bare and _CONSENT.search(f"{title} {visible}"):
        return Interstitial("consent")
    empty = scripts > 0 and (count < 10 or (count < 40 and _SCRIPT.search(fallback)))
    if bare and (empty or _SCRIPT.search(visible)):
        return Interstitial("javascript")
    return None


def refuse(
    page: Page, text: str, *, is_article: bool, is_dated: bool, failures: int, now: datetime
) -> None:
    """Raise what `recognise` finds, with address and time of another try.

    `failures`: failures of this page in a row before.
    """
    found = recognise(page, text, is_article=is_article, is_dated=is_dated)
    if found is not None:
        found.url = page.url
        found.retry_at = retry_at(found, failures + 1, now, random.random())
        raise found


def _lost(page: Page) -> bool:
    """An article's address led to the front page."""
    asked, final = urlsplit(page.url), urlsplit(page.final_url)
    return len(asked.path) > 1 and final.path in ("", "/") and not final.query


def _around(visible: str, text: str) -> str:
    """What is shown from the beginning of the text to a little behind its end.

    All that is shown, where the text cannot be found in it.
    """
    words = re.findall(r"\w+", text.lower())
    if not words:
        return visible
    first, last = (re.compile(r"\W+".join(part)) for part in (words[:4], words[-4:]))
    start = first.search(visible)
    end = last.search(visible, start.start()) if start else None
    return visible[start.start() : end.end() + _BEHIND] if start and end else visible


def _visible(html: str) -> tuple[str, str, str, str, int]:
    """Title, main headings, all text, <noscript> text, in lower case; number of scripts.

    Reads markup in one pass; what never ends is dropped, so that nothing is read twice.
    """
    parts: dict[str, list[str]] = {"title": [], "heading": [], "text": [], "noscript": []}
    scripts, position = 0, 0
    where = "text"
    while position < len(html):
        tag = _TAG.search(html, position)
        end = tag.start() if tag else len(html)
        parts[where].append(html[position:end])
        if tag is None:
            break
        name, closing, position = tag[2].lower(), bool(tag[1]), tag.end()
        if name == "script":
            scripts += not closing
        if name in _HIDDEN and not closing:
            end_tag = _HIDDEN[name].search(html, position)
            if end_tag is None:
                break
            position = end_tag.start()
        elif name in ("title", "noscript"):
            where = "text" if closing else name
        elif name in ("h1", "h2") and where in ("text", "heading"):
            where = "text" if closing else "heading"
    joined = {key: _SPACE.sub(" ", " ".join(value)).strip().lower() for key, value in parts.items()}
    text = unescape(f"{joined['heading']} {joined['text']}")
    return joined["title"], joined["heading"], text, joined["noscript"], scripts
