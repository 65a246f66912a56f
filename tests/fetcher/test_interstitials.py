"""Pages that stand where an article should be are named; articles about them are left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.fetcher.interstitials import recognise
from scraper.stages import Page

LONG = " ".join(["The harbour office counted the ferries that came in before noon."] * 15)


def kind(
    body: str,
    text: str = "",
    *,
    final: str | None = None,
    is_article: bool = True,
    is_dated: bool = False,
) -> str:
    """The kind of interstitial, "" for none."""
    page = Page(
        url="https://harbour.example/news/ferry",
        final_url=final or "https://harbour.example/news/ferry",
        status=200,
        body=f"<!doctype html><html>{body}</html>".encode(),
        fetched_at=datetime.now(UTC),
    )
    found = recognise(page, text, is_article=is_article, is_dated=is_dated)
    return found.kind if found else ""


@pytest.mark.parametrize(
    "body",
    [
        "<title>Just a moment...</title><h1>harbour.example</h1><p>Waiting for an answer.</p>",
        "<title>harbour</title><script src='/cdn-cgi/challenge-platform/h/b'></script><p>Wait</p>",
        "<title>Zugang</title><h1>Bist du ein Mensch?</h1><p>Klicke auf alle Schiffe.</p>",
    ],
)
def test_bot_checks_are_captchas(body: str) -> None:
    assert kind(body) == "captcha"


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 - The Harbour Post</title><h1>Oh no</h1><p>Try the search.</p>",
        "<title>The Harbour Post</title><h1>Page not found</h1><p>Back to the start.</p>",
        "<title>Hafenpost</title><h1>Diese Seite wurde nicht gefunden</h1><p>Zur Suche</p>",
        "<title>Le Port</title><h1>Page introuvable</h1><p>Retour</p>",
    ],
)
def test_pages_that_say_there_is_nothing_are_soft_404s(body: str) -> None:
    assert kind(body, "Try the search.") == "soft-404"


@pytest.mark.parametrize(
    "heading",
    [
        *("Site under maintenance", "We'll be back soon!", "503 Service Unavailable"),
        *("Error establishing a database connection", "Wartungsarbeiten", "En mantenimiento"),
    ],
)
def test_pages_of_a_site_that_is_out_of_order_are_outages(heading: str) -> None:
    body = f"<title>Harbour News</title><h1>{heading}</h1><p>Please come back in an hour.</p>"
    assert kind(body, "Please come back in an hour.") == "outage"


def test_article_address_that_leads_to_the_front_page_is_a_soft_404() -> None:
    front = "<title>The Harbour Post</title><p>All the news of the port, every morning.</p>"
    home = "https://harbour.example/"
    assert kind(front, final=home, is_article=False) == "soft-404"
    assert kind(front, final=home, is_article=True) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<title>Before you continue</title><p>We and our partners use cookies.</p>",
        "<title>Hafenpost</title><h1>Einwilligung</h1><button>Alle akzeptieren</button>",
        "<title>Le Port</title><p>Avec votre consentement, nous mesurons l'audience.</p>",
    ],
)
def test_consent_walls_are_named(body: str) -> None:
    assert kind(body) == "consent"


@pytest.mark.parametrize(
    "body",
    [
        "<title>Ferry</title><p>The first crossing moves.</p><p>Subscribe to continue reading</p>",
        "<title>Fähre</title><p>Die erste Fahrt.</p><p>Dieser Text ist nur für Abonnenten.</p>",
        "<title>Bac</title><p>Premier départ.</p><p>Article réservé aux abonnés</p>",
    ],
)
def test_teasers_in_front_of_a_paywall_are_named(body: str) -> None:
    assert kind(body, "The first crossing moves.") == "paywall"


@pytest.mark.parametrize(
    "body",
    [
        "<div id='root'></div><script src='/app.js'></script>",
        "<noscript>You need to enable JavaScript to run this app.</noscript><script></script>",
        "<p>Bitte aktivieren Sie JavaScript, um diese Seite zu lesen.</p>",
    ],
)
def test_pages_that_are_empty_without_scripts_are_named(body: str) -> None:
    assert kind(body) == "javascript"


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Why 404 pages annoy</title><h1>404: page not found</h1><p>{LONG}</p>",
        f"<title>Cookies</title><h1>Consent</h1><p>We value your privacy. {LONG}</p>",
        f"<title>Ferry</title><p>{LONG}</p><p>Subscribe to continue reading our letter</p>",
        f"<title>Just a moment</title><p>{LONG}</p>",
        f"<noscript>Please enable JavaScript</noscript><script></script><p>{LONG}</p>",
    ],
)
def test_page_with_a_real_text_is_never_an_interstitial(body: str) -> None:
    assert kind(body, LONG) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<title>Ferry late</title><h1>Ferry late</h1><p>The ferry is late today, by an hour.</p>",
        "<title>Room 405</title><h1>Room 405</h1><p>The council meets in room 405 at noon.</p>",
        "<title>Short note</title><script></script><p>The bridge is closed on Sunday for repairs;"
        " drivers use the old road along the river.</p>",
        "<TITLE>Note</TITLE><SCRIPT>a = 1</SCRIPT><P>The bridge is closed on Sunday for repairs;"
        " drivers use the old road along the river.</P>",
    ],
)
def test_short_articles_stay_articles(body: str) -> None:
    assert kind(body, "The ferry is late today, by an hour.") == ""


BRIEF = (
    "The harbour office closed the old bridge on Monday after divers saw cracks in two of its "
    "piers. Drivers use the river road until the council has met on Thursday."
)


@pytest.mark.parametrize(
    "headline",
    [
        *("Police can't find missing boy", "Owner of lost dog could not be found"),
        *("Popular telephone no longer available", "Vermisster Wanderer nicht gefunden"),
        *("Unusual activity at the volcano", "Attention required at level crossings"),
    ],
)
def test_news_in_brief_may_be_about_something_missing_or_unusual(headline: str) -> None:
    body = f"<title>{headline}</title><h1>{headline}</h1><p>{BRIEF}</p>"
    assert kind(body, BRIEF, is_dated=True) == ""
    assert kind(body, BRIEF) != ""  # notices are not dated


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("<p>Already a subscriber? <a>Sign in</a></p>", ""),
        ("<a>Members only</a>", "<p>Newsletter: jetzt abonnieren</p>"),
        ("", "<p>Abonnez-vous pour recevoir nos lettres</p>"),
        ("", f"<ul>{'<li>The ferry sails at six</li>' * 20}</ul><p>Already a subscriber?</p>"),
        ("<p>We value your privacy. Accept all cookies</p>", ""),
    ],
)
def test_what_a_site_says_on_every_page_makes_no_notice_of_its_news_in_brief(
    before: str, behind: str
) -> None:
    title = "<title>Old bridge closed</title>"
    body = f"{title}{before}<h1>Old bridge closed</h1><p>{BRIEF}</p>{behind}"
    assert kind(body, BRIEF, is_dated=True) == ""


@pytest.mark.parametrize("said", ["Already a subscriber?", "D&eacute;j&agrave; abonn&eacute;"])
def test_a_paywall_speaks_up_behind_its_teaser(said: str) -> None:
    body = f"<title>Bridge</title><h1>Old bridge closed</h1><p>{BRIEF}</p><div>{said}</div>"
    assert kind(body, BRIEF, is_dated=True) == "paywall"
    assert kind(body, "a text that stands nowhere", is_dated=True) == "paywall"


def test_a_page_that_says_it_is_missing_is_no_news_in_brief() -> None:
    body = f"<title>Page not found</title><h1>Page not found</h1><p>{BRIEF}</p>"
    assert kind(body, BRIEF, is_dated=True) == "soft-404"


@pytest.mark.parametrize(
    "piece",
    ["<" + "a" * 299_990 + "<b>", "<script>", "<", "<a ", "</noscript>", "<title>", "<h1><"],
)
def test_hostile_markup_is_read_once(piece: str) -> None:
    started = datetime.now(UTC)
    kind(piece * (300_000 // len(piece)))
    assert (datetime.now(UTC) - started).total_seconds() < 2
