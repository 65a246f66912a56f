"""What blocks of a container were on other pages helps where the model is unsure of one."""

from __future__ import annotations

import numpy as np

from scraper.extractor import blocks, containers
from scraper.extractor.containers import Containers, merge
from scraper.extractor.document import Document
from scraper.extractor.features import Floats
from scraper.extractor.roles import ROLE, ROLES, TEXT

PAGE = """<body><main><h1>The ferry</h1><div class="story"><p>It sailed at eight.</p>
<p>It came back at ten.</p></div><div class="{box}"><p>Join the friends of the ferry.</p></div>
</main></body>"""
PROMOTION = 3  # index of the last block


def page(box: str = "club-box") -> Document:
    return blocks.read(PAGE.format(box=box), None)


def likely(role: str, sure: float, text: float = 0.9) -> Floats:
    """Title, two paragraphs, and a last block that holds `role` with likelihood `sure`."""
    rows = [("title", 0.98), ("body", text), ("body", text), (role, sure)]
    found = np.zeros((len(rows), len(ROLES)), dtype=np.float32)
    for row, (name, most) in zip(found, rows, strict=True):
        row[:] = (1 - most) / (len(ROLES) - 1)
        row[ROLE[name]] = most
    return found


def read(role: str, sure: float, box: str = "club-box") -> Containers:
    return Containers(page(box), likely(role, sure), range(4))


def role_after(own: Containers, *others: Containers) -> tuple[str, float]:
    row = own.weigh(merge(other.learn() for other in others))[PROMOTION]
    return ROLES[int(row.argmax())], float(row.max())


def test_a_container_that_was_promotion_elsewhere_is_promotion_where_the_model_doubts() -> None:
    assert role_after(read("body", 0.5), read("promo", 0.97))[0] == "promo"


def test_what_the_model_is_surer_of_on_the_page_itself_stays() -> None:
    own = read("body", 0.95)
    assert role_after(own, read("promo", 0.97))[0] == "body"
    assert np.array_equal(own.weigh(merge([read("promo", 0.97).learn()])), own.likely)


def test_a_container_of_another_name_says_nothing() -> None:
    own = read("body", 0.5, box="letters")
    assert np.array_equal(own.weigh(merge([read("promo", 0.97).learn()]))[PROMOTION], own.likely[3])


def test_digits_in_names_do_not_make_another_container() -> None:
    assert role_after(read("body", 0.5, "box-17"), read("promo", 0.97, "box-4"))[0] == "promo"


def test_pages_that_disagree_are_not_heard() -> None:
    said = [read("promo", 0.97), read("body", 0.97), read("caption", 0.97)]
    known = merge(one.learn() for one in said)
    (promotion,) = set(said[0].signatures.tolist()) - set(said[0].signatures[:3].tolist())
    assert promotion not in known.signatures
    assert role_after(read("body", 0.5), *said)[0] == "body"


def test_more_pages_weigh_more() -> None:
    own, one = read("body", 0.6), read("promo", 0.97)
    weights = [float(own.weigh(merge([one.learn()] * n))[PROMOTION, ROLE["promo"]]) for n in (1, 2)]
    assert weights[0] < weights[1]


def test_a_line_of_promotion_in_a_container_of_text_stays_one() -> None:
    row = read("promo", 0.7).weigh(merge([read("body", 0.97).learn()] * 9))[PROMOTION]
    assert row[TEXT].sum() < 0.5


def test_likelihoods_stay_likelihoods_and_the_given_ones_stay_as_they_were() -> None:
    own = read("body", 0.5)
    before = own.likely.copy()
    found = own.weigh(merge([read("promo", 0.97).learn()]))
    assert np.allclose(found.sum(axis=1), 1.0, atol=1e-5)
    assert np.array_equal(own.likely, before)


def test_what_is_learned_of_a_page_is_bounded_and_a_page_without_text_teaches_nothing() -> None:
    many = "".join(
        f'<div class="b{chr(97 + n % 26)}{chr(97 + n // 26)}">x</div>' for n in range(200)
    )
    document = blocks.read(f"<body>{many}</body>", None)
    rows = np.tile(likely("promo", 0.9)[PROMOTION], (200, 1))
    assert len(Containers(document, rows, range(200)).learn()) == 5 * containers.MOST
    nothing = Containers(document, rows, [])
    assert nothing.learn() == b""
    assert nothing.weigh(merge([])) is rows
