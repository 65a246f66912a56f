"""The other fields: language, site, section, standfirst, images, counts, kind, confidence."""

from __future__ import annotations

import json

import pytest

from scraper.article import Image
from scraper.extractor import (
    authors,
    confidence,
    counts,
    credits,
    dates,
    fields,
    images,
    kind,
    language,
    section,
    site,
    subtitle,
    title,
)
from scraper.extractor.metadata import Page
from tests.extractor.pages import TEXT, page

HEADLINE = "<h1>Northern ferry stays through winter</h1>"
GERMAN = (
    "Der Hafenrat hat am Dienstag beschlossen, die Fähre auch im Winter fahren zu lassen, obwohl "
    "an einem gewöhnlichen Tag nur wenige Menschen mit ihr fahren und sie sich nicht lohnt."
)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", TEXT),
        ("de", GERMAN),
        ("fr", "Le conseil du port a décidé que le bac restera ouvert pendant tout l’hiver, mais "
         "il y a peu de passagers et la ville ne veut pas payer pour les deux lignes."),
        ("es", "La junta del puerto ha decidido que el transbordador siga en invierno, aunque no "
         "hay muchos viajeros y la ciudad no quiere pagar por las dos líneas."),
        ("it", "Il consiglio del porto ha deciso che il traghetto resta anche in inverno, ma non "
         "ci sono molti passeggeri e la città non vuole pagare per le due linee."),
        ("pt", "O conselho do porto decidiu que a balsa não vai parar no inverno, mas não há "
         "muitos passageiros e a cidade também não quer pagar pelas duas linhas."),
        ("nl", "De raad van de haven heeft besloten dat het veer ook in de winter blijft varen, "
         "maar er zijn niet veel reizigers en de stad wil niet voor beide lijnen betalen."),
        ("sv", "Hamnrådet har beslutat att färjan ska gå även under vintern, men det är inte "
         "många som åker och staden vill inte betala för båda linjerna."),
        ("da", "Havnerådet har besluttet, at færgen også skal sejle om vinteren, men der er ikke "
         "mange, der rejser, og byen vil ikke betale for begge ruter, efter hvad de siger."),
        ("pl", "Rada portu postanowiła, że prom będzie pływał także w zimie, ale nie ma wielu "
         "pasażerów i miasto nie chce już płacić za obie linie, które są drogie."),
        ("cs", "Rada přístavu rozhodla, že přívoz bude jezdit i v zimě, ale není mnoho lidí a "
         "město už nechce platit za obě linky, které jsou podle něj drahé."),
        ("fi", "Satamaneuvosto päätti, että lautta kulkee myös talvella, mutta se ei ole "
         "kannattava ja kaupunki ei enää halua maksaa siitä, kun matkustajia on vain vähän."),
        ("hu", "A kikötő tanácsa úgy döntött, hogy a komp télen is jár, de nem sok az utas, és a "
         "város már nem akar fizetni, mert ez csak egy kis vonal, amely nem hoz pénzt."),
        ("tr", "Liman kurulu, feribotun kışın da çalışmasına karar verdi ama çok yolcu yok ve "
         "şehir bu iki hat için daha fazla ödemek istemiyor, çünkü bir gün için çok az kişi var."),
        ("ru", "Совет порта решил, что паром будет ходить и зимой, но пассажиров не так много, и "
         "город не хочет больше платить за это, как он уже сказал."),
        ("uk", "Рада порту вирішила, що паром буде ходити і взимку, але пасажирів не так багато, "
         "і місто вже не хоче платити за це, як було раніше."),
        ("el", "Το συμβούλιο του λιμανιού αποφάσισε ότι το πλοίο θα συνεχίσει και τον χειμώνα, "
         "αλλά δεν έχει πολλούς επιβάτες και η πόλη δεν θέλει να πληρώσει για τα δύο."),
        ("ar", "قرر مجلس الميناء أن العبارة لا تتوقف في الشتاء كما كان من قبل، وقال إن هذه الخطوة "
         "لا تحتاج إلى مال من المدينة بعد أن كان عدد الركاب في الخط قليل."),
        ("ja", "港の理事会は、冬の間も北の渡し船を続けることを決めた。利用者は少ない。"),
        ("ko", "항만 이사회는 겨울에도 북쪽 나룻배를 계속 운행하기로 결정했다."),
        ("zh", "港务委员会决定冬季继续开行北线渡轮，尽管平日乘客很少。"),
        ("th", "คณะกรรมการท่าเรือตัดสินใจให้เรือข้ามฟากวิ่งต่อในฤดูหนาว"),
    ],
)  # fmt: skip
def test_a_text_s_language_is_seen_from_its_words(code: str, text: str) -> None:
    assert language.detect(text)[0] == code


def test_the_written_language_wins_over_a_declared_one_that_clearly_differs() -> None:
    html = f"<p>{GERMAN}</p><p>{GERMAN}</p>"
    assert language.choose(page(html, '<meta property="og:locale" content="en_US">')).value == "de"
    assert language.choose(page("<p>Kurz.</p>", '<meta property="og:locale" content="de_DE">'))
    assert language.detect("42")[0] is None


def test_the_canonical_address_loses_its_tracking_and_is_never_the_front_page() -> None:
    link = '<link rel="canonical" href="/news/ferry-stays?utm_source=feed&id=7#top">'
    assert site.canonical(page("", link)).value == "https://www.example.org/news/ferry-stays?id=7"
    front = '<link rel="canonical" href="https://www.example.org/">'
    assert site.canonical(page("", front)).value is None


def test_the_site_s_name_is_what_it_calls_itself_or_else_its_host() -> None:
    named = '<meta property="og:site_name" content="Harbour Post">'
    assert site.name(page("", named)).value == "Harbour Post"
    assert site.name(page("")).value == "example.org"


def test_one_text_is_never_both_standfirst_and_description() -> None:
    stand = "Forty people a day are enough, says the harbour board."
    meta = f'<meta name="description" content="{stand}">'
    made = page(f"{HEADLINE}<p>{stand}</p><p>{TEXT}</p>", meta, roles={stand: "subtitle"})
    shown, description = subtitle.choose(made, None)
    assert (shown.value, description.value) == (stand, None)
    shown, description = subtitle.choose(page(f"{HEADLINE}<p>{TEXT}</p>", meta), None)
    assert (shown.value, description.value) == (None, stand)


@pytest.mark.parametrize(
    "line",
    ["By Ada Lund", "Ferries: Northern ferry stays through winter", "About the ferry:"],
)
def test_what_repeats_the_title_or_names_the_author_is_no_standfirst(line: str) -> None:
    made = page(f"{HEADLINE}<p>{line}</p><p>{TEXT}</p>", roles={line: "subtitle"})
    shown, _ = subtitle.choose(made, "Northern ferry stays through winter")
    assert shown.value is None


def test_breadcrumbs_are_the_sections_without_front_page_and_article() -> None:
    trail = (
        '<nav class="breadcrumb"><a href="/">Home</a> » <a href="/news">News</a> » '
        '<a href="/news/port">Port</a></nav>'
    )
    made = page(f"{trail}{HEADLINE}<p>{TEXT}</p>")
    crumbs = section.breadcrumbs(made, "Northern ferry stays through winter")
    assert crumbs.value == ("News", "Port")
    assert section.choose(made, crumbs.value, None).value == "Port"


def test_breadcrumbs_of_structured_data_stand_in_the_order_of_their_positions() -> None:
    steps = [(9 * 10**400, "Ferries"), (0.5, "News"), (2, "Port")]
    items = [{"@type": "ListItem", "position": p, "name": name} for p, name in steps]
    graph = json.dumps({"@type": "BreadcrumbList", "itemListElement": items})
    made = page(f"{HEADLINE}<p>{TEXT}</p>", f'<script type="application/ld+json">{graph}</script>')
    assert section.breadcrumbs(made, None).value == ("News", "Port", "Ferries")


def test_the_days_of_an_archive_are_no_sections() -> None:
    days = "".join(f' » <a href="/{day}">{day}</a>' for day in ("2025", "06", "04"))
    trail = f'<nav class="breadcrumb"><a href="/news">News</a>{days}</nav>'
    made = page(f"{trail}{HEADLINE}<p>{TEXT}</p>")
    assert section.breadcrumbs(made, None).value == ("News",)


@pytest.mark.parametrize("name", ["Uncategorized", "Sin categoría", "Без рубрики", "未分類"])
def test_an_article_that_nobody_has_sorted_has_no_section(name: str) -> None:
    made = page(
        f'<a rel="category tag" href="/category/none">{name}</a>{HEADLINE}<p>{TEXT}</p>',
        f'<meta property="article:section" content="{name}">',
        roles={name: "meta"},
    )
    assert section.choose(made, (), None).value is None


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/news">← Back to news</a>',
        '<a href="/nachrichten">Zurück zur Übersicht</a>',
        '<a href="#thread">To the readers</a>',
        '<a href="/es/ferry">Español</a>',
        '<a href="https://archive.test/report?u=1">At the archive</a>',
    ],
)
def test_a_way_elsewhere_beside_the_headline_is_no_section(link: str) -> None:
    shown = link.partition(">")[2].removesuffix("</a>")
    made = page(f"<div>{link}</div>{HEADLINE}<p>{TEXT}</p>", roles={shown: "meta"})
    assert section.choose(made, (), None).value is None


def test_breadcrumbs_say_where_an_article_stands_not_that_it_is_one() -> None:
    steps = ("Strona główna", "Themes:", "Port", "Article")
    trail = "".join(f'<a href="/{number}">{step}</a> » ' for number, step in enumerate(steps))
    made = page(f'<nav class="breadcrumb">{trail}</nav>{HEADLINE}<p>{TEXT}</p>')
    assert section.breadcrumbs(made, None).value == ("Port",)


def test_the_section_shown_beside_the_headline_comes_first() -> None:
    made = page(
        f'<a rel="category" href="/category/port">Port</a>{HEADLINE}<p>{TEXT}</p>',
        '<meta property="article:section" content="News">',
        roles={"Port": "meta"},
    )
    assert section.choose(made, (), None).value == "Port"


def test_the_site_s_name_above_the_headline_is_no_section() -> None:
    made = page(
        f'<a href="/">Harbour Post</a>{HEADLINE}<p>{TEXT}</p>',
        '<meta property="og:site_name" content="Harbour Post">',
        roles={"Harbour Post": "meta"},
    )
    assert section.choose(made, (), None).value is None


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("5 min read", 5),
        ("2 Mins Read", 2),
        ("Lesezeit: ca. 7 Minuten", 7),
        ("Temps de lecture : 4 min", 4),
        ("3 minutos de lectura", 3),
        ("Tempo di lettura: 6 minuti", 6),
        ("Leestijd 8 minuten", 8),
        ("Время чтения: 9 мин", 9),
        ("Lästid: 4 minuter", 4),
        ("Thời gian đọc: 3 phút", 3),
        ("この記事は約5分で読めます", 5),
        ("閱讀時間：5 分鐘", 5),
        ("مدة القراءة: 5 دقائق", 5),
        ("4 मिनट में पढ़ें", 4),
        ("4 मिनट पहले", None),
        ("The race took 31 minutes", None),
    ],
)
def test_reading_time_is_what_the_page_shows(line: str, minutes: int | None) -> None:
    made = page(f"{HEADLINE}<div>{line}</div><p>{TEXT}</p>", roles={line: "meta"})
    assert counts.choose(made)[0].value == minutes


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("No Comments", 0),
        ("12 Comments", 12),
        ("1,204 comments", 1204),
        ("36 Kommentare", 36),
        ("Aucun commentaire", 0),
        ("3 comentarios", 3),
        ("Yorumlar (5)", 5),
        ("Komentáře (5)", 5),
        ("댓글(5)", 5),
        ("التعليقات (5)", 5),
        ("Forty people commented", None),
    ],
)
def test_the_number_of_comments_is_what_the_page_shows(line: str, number: int | None) -> None:
    made = page(f"{HEADLINE}<div>{line}</div><p>{TEXT}</p>", roles={line: "meta"})
    assert counts.choose(made)[1].value == number


def test_images_come_in_their_largest_version_with_caption_and_credit() -> None:
    made = page(
        f'{HEADLINE}<figure><img src="data:image/gif;base64,x" data-src="/s.jpg" alt="The ferry" '
        'srcset="/s.jpg 300w, /l.jpg 1200w"><figcaption>The ferry at dusk. Photo: Jo Roe'
        f'</figcaption></figure><p>{TEXT}</p><img src="/second.jpg"><p>{TEXT}</p>'
        '<img class="avatar" src="/me.jpg"><img src="/pixel.gif" width="1" height="1">',
        roles={"The ferry at dusk. Photo: Jo Roe": "caption"},
    )
    lead, second = images.choose(made)
    assert lead == Image(
        url="https://www.example.org/l.jpg",
        alt="The ferry",
        caption="The ferry at dusk.",
        credit="Jo Roe",
        is_lead=True,
    )
    assert (second.url, second.is_lead) == ("https://www.example.org/second.jpg", False)


@pytest.mark.parametrize("label", ["Image", "Bild vergrößern", "Source:", "Foto:"])
def test_a_label_is_neither_caption_nor_credit(label: str) -> None:
    made = page(
        f"{HEADLINE}<figure><img src='/s.jpg'><figcaption>{label}</figcaption></figure>"
        f"<p>{TEXT}</p>",
        roles={label: "caption"},
    )
    (image,) = images.choose(made)
    assert (image.caption, image.credit) == (None, None)


def test_one_picture_in_two_sizes_is_one_image() -> None:
    made = page(
        f"{HEADLINE}<img src='/2025/harbour-at-dusk-600x400.jpg'><p>{TEXT}</p><figure>"
        "<img src='/2025/harbour-at-dusk.jpg?w=900' alt='The harbour'><figcaption>At dusk."
        f"</figcaption></figure><img src='/2024/harbour-at-dusk.jpg'><p>{TEXT}</p>",
        roles={"At dusk.": "caption"},
    )
    first, other = images.choose(made)
    assert (first.url[-27:], first.alt) == ("harbour-at-dusk-600x400.jpg", "The harbour")
    assert (first.caption, first.is_lead) == ("At dusk.", True)
    assert other.url == "https://www.example.org/2024/harbour-at-dusk.jpg"


def test_a_lead_image_that_only_the_head_names_is_listed_once() -> None:
    head = '<meta property="og:image" content="https://img.example.org/ferry.jpg">'
    found = images.choose(page(f"{HEADLINE}<p>{TEXT}</p>", head))
    assert found == (Image(url="https://img.example.org/ferry.jpg", is_lead=True),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A dam. Photo: Jo Roe", ("A dam.", "Jo Roe")),
        ("© Jo Roe", (None, "Jo Roe")),
        ("Der Damm (Foto: dpa)", ("Der Damm", "dpa")),
        ("Le barrage. Crédit photo : Jo Roe", ("Le barrage.", "Jo Roe")),
        ("Der Damm. | Bildquelle: Jo Roe", ("Der Damm.", "Jo Roe")),
        ("La presa. Fotografía: Jo Roe", ("La presa.", "Jo Roe")),
        ("Tama o zmierzchu. fot. Jo Roe", ("Tama o zmierzchu.", "Jo Roe")),
        ("The dam. (AP Photo/Jo Roe)", ("The dam.", "AP Photo/Jo Roe")),
        ("夕暮れのダム 写真：山田太郎", ("夕暮れのダム", "山田太郎")),
        ("The image shows the source", ("The image shows the source", None)),
        ("The dam in May", ("The dam in May", None)),
    ],
)
def test_a_caption_is_parted_from_its_credit(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    assert credits.split(text) == expected


@pytest.mark.parametrize(
    "caption",
    [
        'The dam. <span class="credit">Jo Roe / Post</span>',
        "<span>The dam.</span> <cite>Jo Roe / Post</cite>",
        '<p>The dam.</p><p class="image-credit">Photo: Jo Roe / Post</p>',
        '<span>The dam.</span> <span class="credit"><b>Photo:</b> Jo Roe</span> / '
        '<span class="distributor">Post</span>',
        '<span class="credit">Jo Roe <i>/ Post</i></span> <span>The <em>dam</em>.</span>',
        'The <span class="credit">(Jo Roe / Post)</span> dam.',
    ],
)
def test_markup_may_say_which_part_of_a_caption_is_the_credit(caption: str) -> None:
    made = page(
        f'{HEADLINE}<figure><img src="/a.jpg"><figcaption>{caption}</figcaption></figure>'
        f"<p>{TEXT}</p>",
        roles=dict.fromkeys(("The dam.", "Photo: Jo Roe / Post"), "caption"),
    )
    (image,) = images.choose(made)
    assert (image.caption, image.credit) == ("The dam.", "Jo Roe / Post")


@pytest.mark.parametrize(
    "picture",
    [
        "src='/media/quay.jpg' alt='Authorities inspect the ferry'",
        "src='/media/quay.jpg' alt='The red button on the bridge with the logo of the line'",
        "src='/media/silicon-wafer.jpg'",
        "src='/media/IMG_2044.jpg'",
        "src='/media/hours.svg' alt='Graph of the hours of ice in each of ten winters'",
        "src='/media/quay.jpg?format=pixel'",
    ],
)
def test_a_word_within_another_or_within_a_description_makes_no_icon(picture: str) -> None:
    assert images.choose(page(f"{HEADLINE}<img {picture}><p>{TEXT}</p>"))


@pytest.mark.parametrize(
    "picture",
    [
        "src='/media/clock-icon.png'",
        "src='/media/siteLogo2.png'",
        "src='/assets/icons/loupe.svg'",
        "src='/media/share-img.png'",
        "src='/media/f.png' alt='Facebook'",
        "src='/media/chevron.svg' alt='Show more'",
        "src='/media/ada.jpg' alt='Author portrait'",
        "src='/media/ada.jpg' class='author__image'",
        "src='https://secure.gravatar.com/avatar/0f3?s=300'",
    ],
)
def test_signs_and_portraits_are_no_images_of_the_article(picture: str) -> None:
    assert images.choose(page(f"{HEADLINE}<p>{TEXT}</p><img {picture}><p>{TEXT}</p>")) == ()


def test_an_image_whose_address_is_a_bare_host_stops_nothing() -> None:
    made = page(f"{HEADLINE}<p>{TEXT}</p><img src='https://images.example'><p>{TEXT}</p>")
    assert [image.url for image in images.choose(made)] == ["https://images.example"]


def test_images_of_amp_pages_and_with_blanks_in_their_address_are_read() -> None:
    made = page(
        f'{HEADLINE}<amp-img src="/a.jpg" alt="A"></amp-img><p>{TEXT}</p>'
        f'<img src="/my photo.jpg"><p>{TEXT}</p>'
    )
    addresses = [image.url for image in images.choose(made)]
    assert addresses == ["https://www.example.org/a.jpg", "https://www.example.org/my%20photo.jpg"]


def judged(made: Page) -> tuple[bool, float]:
    headline, when, who = title.choose(made), dates.choose(made).published, authors.choose(made)
    article = kind.choose(made, headline, when, who)
    return article.value, confidence.of(made, headline, when, who, article)


def test_an_article_is_told_from_a_shop_page_and_its_confidence_is_a_share() -> None:
    article = page(
        f"<article>{HEADLINE}<div class='byline'>By Ada Lund, 4 June 2025</div>"
        + f"<p>{TEXT}</p>" * 6
        + "</article>",
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2025-06-04T09:12:45Z">',
        roles={"By Ada Lund, 4 June 2025": "byline"},
    )
    shop = page(
        "<h1>Rope, 12 mm</h1><div>$12.99</div><button>Add to cart</button><div>In stock</div>"
        "<div>Free shipping</div><div>Customers also bought</div><div>$3.99</div>",
        '<meta property="og:type" content="product">'
        '<script type="application/ld+json">{"@type": "Product", "name": "Rope"}</script>',
        url="https://www.example.org/products/rope-12-mm",
        roles={"Rope, 12 mm": "title"},
    )
    for block in shop.document.blocks[1:]:
        block.role = "other"
    is_article, sure = judged(article)
    assert is_article
    assert 0.5 < sure <= 1.0
    assert judged(shop)[0] is False


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("https://forum.example.org/threads/which-rope.41/", "thread"),
        ("https://docs.example.org/en/latest/reference/rope.html", "documentation"),
    ],
)
def test_threads_and_manuals_are_no_articles_however_long_their_text(
    url: str, template: str
) -> None:
    made = page(
        f"<div class='{template}'><h1>Rope</h1>"
        + f"<div class='{template} post username'>Reply</div><p>{TEXT}</p>" * 6
        + "</div>",
        url=url,
        roles={"Reply": "other"},
    )
    assert judged(made)[0] is False


def test_names_of_elements_addresses_and_titles_are_evidence_of_the_kind() -> None:
    made = page(
        "<h1>Ropes</h1><div class='product price'>12.99</div><div class='product price'>3.99</div>",
        "<title>Shop all ropes</title>",
        url="https://www.example.org/collections/ropes",
    )
    found = kind.evidence(
        made, title.choose(made), dates.choose(made).published, authors.choose(made)
    )
    assert {"address shop", "title shop", "markup shop <=4"} <= found
    assert "address forum" not in found


def test_an_empty_page_gives_an_empty_record_that_is_no_article() -> None:
    found = fields.read(page("").document)
    assert found["is_article"] is False
    assert found["title"] is None
    assert found["authors"] == ()
    assert found["published"] is None


def test_a_record_says_where_its_fields_came_from() -> None:
    made = page(
        f"{HEADLINE}<p>{TEXT}</p>",
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta property="article:published_time" content="2025-06-04">',
    )
    sources = fields.read(made.document)["sources"]
    assert sources["title"] == "page"
    assert sources["published"] == "meta"
    assert sources["site_name"] == "meta"
    assert "subtitle" not in sources
