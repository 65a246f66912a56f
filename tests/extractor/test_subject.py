"""How close a block comes to its page's subject, and which words name the publication."""

import numpy as np

from scraper.extractor import blocks, textfeatures
from scraper.extractor.layout import Layout

PAGE = """<html><head><title>Harbour ferries return to the island route</title>
<meta property="og:site_name" content="Quay Letter"></head><body>
<p>Two ferries return to the island route on Monday, after the harbour dredged its channel.</p>
<p>The harbour spent nine weeks on the channel, and the ferries spent them tied up beside it.</p>
<p>Passengers on the island had waited for the ferries since the channel silted up in March.</p>
<p>Quayletter readers get the weekly briefing free! Join Quayletter today and never miss one!</p>
</body></html>"""


def numbers_of(html: str, url: str | None = None) -> np.ndarray:
    document = blocks.read(html, url)
    table, _ = textfeatures.read(document, Layout(document))
    return table[:, textfeatures.SUBJECT :]


def words_of(html: str, url: str | None = None) -> list[tuple[str, ...]]:
    document = blocks.read(html, url)
    return textfeatures.read(document, Layout(document))[1].rows


def test_paragraphs_of_the_article_share_words_with_each_other_and_the_title() -> None:
    found = numbers_of(PAGE)
    article, promotion = found[:3], found[3]
    assert (article[:, 1] > promotion[1]).all()
    assert (article[:, 2] > promotion[2]).all()
    assert promotion[1] == 0.0


def test_a_promotion_mentions_its_publisher_and_exclaims() -> None:
    found = numbers_of(PAGE)
    assert found[:, 0].tolist() == [0.0, 0.0, 0.0, 0.5]
    assert found[3, 4] == np.float32(2 / 3)


def test_a_publication_is_named_by_its_host_too() -> None:
    html = "<p>Ask the Ferrytimes desk about ferry times.</p>"
    assert words_of(html, "https://www.ferrytimes.example/a") == [
        ("ask", "the", "<own>", "desk", "about", "ferry", "times")
    ]


def test_half_an_address_names_nobody() -> None:
    read = words_of("<p>Ask the example desk.</p>", "http://[example/a")
    assert read == [("ask", "the", "example", "desk")]


def test_the_model_reads_the_beginning_and_the_end_of_a_long_block() -> None:
    letters = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    read = words_of(f"<p>{' '.join(letters)}</p><p>Short one</p><p>…</p>")
    assert read == [(*letters[:24], *letters[-8:]), ("short", "one"), ("-",)]


def test_the_publications_name_is_one_word_to_the_model() -> None:
    assert words_of(PAGE)[3][:2] == ("<own>", "readers")
