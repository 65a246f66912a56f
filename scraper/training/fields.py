"""Learn what the evidence for title, authors, publication date and kind of page weighs.

    python -m scraper.training.fields BENCH WEIGHTS

reads the labelled pages below BENCH, prints how well each field is chosen on sites that were
held out, and writes scraper/extractor/words/weights.json from all of them.  The roles of a page's
blocks come from the model in the folder WEIGHTS that has not seen its site: roles that the model
knows by heart would be trusted too much.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scraper.extractor import (
    authors,
    bounds,
    confidence,
    dates,
    kind,
    language,
    roles,
    scoring,
    title,
)
from scraper.extractor import blocks as walk
from scraper.extractor.decode import decode
from scraper.extractor.document import Document
from scraper.extractor.metadata import Page
from scraper.extractor.wording import fold
from scraper.training.evidence import Example, fit, folds
from scraper.training.heldout import HeldOut, arguments

SETS = ("articles", "anatomy", "newsroom", "dates", "not-articles")
PENALTY = {"title": 1.5, "published": 1.0, "authors": 1.0, "kind": 5.0, "record": 10.0}
FOLDS = 5
# Share of the pages of article sets that may be refused.  Most of those refused are none by
# themselves (a home page, a dictionary entry, terms of use): of real articles it is about 1%.
REFUSED = 0.04
ENOUGH = 0.9  # F1 from which on a text counts as right

Gold = dict[str, Any]


def pages(
    bench: Path, held_out: HeldOut, sets: Iterable[str] = SETS
) -> Iterator[tuple[str, Gold, Document]]:
    """(set, gold, document with roles) of every labelled page."""
    for name in sets:
        with (bench / name / "gold.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                gold: Gold = json.loads(line)
                html = gzip.decompress((bench / name / gold["file"]).read_bytes())
                text = bounds.bound(decode(html))
                document = walk.read(text, gold["url"])
                with held_out.reading(gold["url"] or gold["file"]):
                    roles.assign(document, text)
                yield name, gold, document


def facts(set_name: str, gold: Gold, document: Document) -> Gold:
    """What is known of a page: titles, authors, day; keys are missing where nobody said."""
    if set_name == "articles":
        known: Gold = {
            "titles": {fold(gold["title"] or "")} - {""},
            "article": True,
            "text": gold["body"],
        }
        if gold["authors"]:
            known["authors"] = gold["authors"]
        if gold["date"]:
            known["day"] = gold["date"][:10]
        return known
    if set_name == "anatomy":
        titles = {fold(block["text"]) for block in gold["blocks"] if block["role"] == "title"}
        return {"titles": titles, "authors": gold["authors"], "day": gold["published"]}
    if set_name == "newsroom":
        version = _nearest(gold, document)
        return {
            "titles": {fold(version.get("title") or "")} - {""},
            "authors": version.get("authors") or None,
            "day": str(version.get("publishing_date") or "")[:10],
            "article": True,
            "text": "\n".join(_parts(version)),
        }
    if set_name == "dates":
        return {"day": gold["date"][:10]}
    return {"article": False}


def _nearest(gold: Gold, document: Document) -> Gold:
    """The version of a publisher's gold whose text stands on this page."""
    text = " ".join(block.text for block in document.blocks)

    def share(version: Gold) -> float:
        parts = _parts(version)
        return sum(part in text for part in parts) / max(1, len(parts))

    return max(gold["versions"].values(), key=share)


def _parts(version: Gold) -> list[str]:
    """Summary, headlines and paragraphs of a publisher's gold."""
    body = version.get("body") or {}
    parts: list[str] = list(body.get("summary") or [])
    for section in body.get("sections", []):
        parts += section.get("headline", []) + section.get("paragraphs", [])
    return parts


def people(names: Iterable[str]) -> set[str]:
    """Names as the bench compares them."""
    return {
        fold(part) for name in names for part in re.split(r",|&| and ", name or "") if fold(part)
    }


def prepared(document: Document) -> Page:
    """A page with its language chosen, as every field needs it."""
    page = Page(document)
    page.language = language.choose(page).value
    return page


def learn(examples: list[Example], field: str) -> dict[str, float]:
    """Weights of one field."""
    return fit(examples, one=field in ("title", "published"), penalty=PENALTY[field])


def train(bench: Path, held_out: HeldOut) -> dict[str, dict[str, float]]:
    """Weights of all fields, each learned with the fields before it in place."""
    known: list[tuple[str, Gold, Page]] = []
    for set_name, gold, document in pages(bench, held_out):
        known.append((set_name, facts(set_name, gold, document), prepared(document)))
    learned: dict[str, dict[str, float]] = {}
    scoring.weights = lambda field: learned.get(field, {})  # type: ignore[assignment]
    for field in PENALTY:
        examples = [e for _, gold, page in known if (e := example(field, gold, page)) is not None]
        scores = report(field, examples)
        learned[field] = learn(examples, field)
        if field == "kind":
            learned[field]["threshold"] = _threshold(examples, scores)
    return learned


def example(field: str, gold: Gold, page: Page) -> Example | None:
    """A page as an example for one field; None: nobody said what is right there."""
    site = urlsplit(page.document.url or "").netloc
    if field == "title":
        return title_example(site, gold, page)
    headline = title.choose(page)
    if field == "published":
        return date_example(site, gold, page)
    if field == "authors":
        return author_example(site, gold, page)
    if "article" not in gold:
        return None
    when, who = dates.choose(page).published, authors.choose(page)
    if field == "kind":
        evidence = frozenset(kind.evidence(page, headline, when, who))
        return Example(site, [evidence], [gold["article"]])
    article = kind.choose(page, headline, when, who)
    evidence = frozenset(confidence.evidence(page, headline, when, who, article))
    right = article.value == gold["article"]
    if gold["article"]:
        named = people(author.name for author in who.value)
        said = people(gold.get("authors") or ())
        said |= {re.sub(r"^(?:dr|prof) ", "", name) for name in said}
        right = (
            right
            and fold(headline.value or "") in gold["titles"]
            and (not gold.get("day") or str(when.value)[:10] == gold["day"])
            and (not said or (named <= said and bool(named)))
            and overlap(page, gold["text"]) >= ENOUGH
        )
    return Example(site, [evidence], [right])


def overlap(page: Page, gold: str) -> float:
    """Bag-of-words F1 of the page's text blocks and a gold text."""
    texts = [b.text for b in page.document.blocks if b.role in confidence.TEXT]
    ours, theirs = Counter(fold(" ".join(texts)).split()), Counter(fold(gold).split())
    same = (ours & theirs).total()
    return 2 * same / max(1, ours.total() + theirs.total())


def title_example(site: str, gold: Gold, page: Page) -> Example | None:
    if not gold.get("titles"):
        return None
    found = title.candidates(page)
    evidence = [frozenset(candidate.evidence) for candidate in found]
    return Example(site, evidence, [fold(candidate.value) in gold["titles"] for candidate in found])


def date_example(site: str, gold: Gold, page: Page) -> Example | None:
    if not gold.get("day"):
        return None
    pool, _ = dates.gather(page)
    evidence = [frozenset(candidate.evidence) for candidate in pool.values()]
    return Example(site, evidence, [day.isoformat() == gold["day"] for day in pool])


def author_example(site: str, gold: Gold, page: Page) -> Example | None:
    if gold.get("authors") is None:
        return None
    right = people(gold["authors"])
    right |= {re.sub(r"^(?:dr|prof) ", "", name) for name in right}
    pool = authors.gather(page)
    evidence = [frozenset(candidate.evidence) for candidate in pool.values()]
    return Example(site, evidence, [fold(c.value.name) in right for c in pool.values()])


def report(field: str, examples: list[Example]) -> list[list[float]]:
    """Scores of every candidate by weights learned on other sites; prints how often they decide
    rightly."""
    scores: list[list[float]] = [[] for _ in examples]
    good = total = 0
    for part in folds(examples, FOLDS):
        held = set(part)
        table = learn([e for i, e in enumerate(examples) if i not in held], field)
        for index in part:
            entry = examples[index]
            base = table.get("", 0.0)
            own = scores[index] = [base + scoring.score(e, table) for e in entry.evidence]
            if field in ("title", "published"):
                total += 1
                best = max(range(len(own)), key=own.__getitem__, default=-1)
                good += best >= 0 and entry.right[best]
            else:
                total += len(own)
                good += sum((s > 0) == r for s, r in zip(own, entry.right, strict=True))
    print(f"{field}: {good / max(1, total):.3f} of {total} right on held-out sites")
    if field == "record":
        reliability(examples, scores)
    return scores


def reliability(examples: list[Example], scores: list[list[float]]) -> None:
    """Print, for steps of confidence, how many records have it and how many of them are right."""
    rows: dict[int, list[bool]] = {}
    for entry, own in zip(examples, scores, strict=True):
        rows.setdefault(int(scoring.sigmoid(own[0]) * 10), []).append(entry.right[0])
    for step, right in sorted(rows.items()):
        share = sum(right) / len(right)
        print(f"  confidence {step / 10:.1f}: {len(right)} records, {share:.2f} right")


def _threshold(examples: list[Example], scores: list[list[float]]) -> float:
    """The probability below which REFUSED of the articles lie."""
    shares = sorted(
        scoring.sigmoid(own[0])
        for entry, own in zip(examples, scores, strict=True)
        if entry.right[0]
    )
    return round(shares[int(REFUSED * len(shares))], 3)


def main(bench: Path, held_out: HeldOut) -> None:
    """Learn the weights and write them where the extractor reads them."""
    target = files("scraper.extractor").joinpath("words/weights.json")
    learned = train(bench, held_out)
    Path(str(target)).write_text(
        json.dumps(learned, indent=0, sort_keys=True, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    bench, weights = arguments()
    main(bench, HeldOut(weights))
