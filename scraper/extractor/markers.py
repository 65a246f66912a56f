"""Words in a byline that say who wrote ("by") and who did something else ("photo:")."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.extractor.namewords import TOKEN, is_given_name, vocabulary

BY = frozenset("von por par di door av af".split())  # "by", where it is a particle elsewhere


@dataclass(frozen=True, slots=True)
class Marker:
    """A phrase such as "by" or "photo:" in a byline."""

    start: int
    end: int
    wrote: bool  # who follows wrote the text; False: did something else


def markers(text: str) -> list[Marker]:
    """Phrases that say who wrote, or who did something else, in their order."""
    known = vocabulary()
    phrases, particles, jobs = known.phrases, known.particles, known.jobs
    tokens = [(match[0].lower(), match.start(), match.end()) for match in TOKEN.finditer(text)]
    found: list[Marker] = []
    index = 0
    while index < len(tokens):
        word, start, _ = tokens[index]
        size = 0
        for parts, wrote in phrases.get(word, ()):
            size = len(parts)
            if size == 1 or tuple(token[0] for token in tokens[index : index + size]) == parts:
                end = tokens[index + size - 1][2]
                if size > 1 and "|" in text[start:end]:
                    continue
                colon = text[end : end + 2].lstrip()[:1] in (":", "：", "／", "＝")
                if size == 1 and not colon and _is_name(text, tokens, index, found):
                    break
                if word in jobs and text[end : end + 1] == ",":
                    break  # "Contributor, Harbour Post"
                before = text[found[-1].end if found else 0 : start].rstrip()
                if (
                    not wrote
                    or colon
                    or size > 1
                    or word == "by"
                    or not before.strip(" |,:;·•-–—/")
                    or (before[-1] in "|,.;:·•-–—/0123456789" and word not in particles)
                    or (before[-1] in "|;:·•–—/" and text[start].isupper())
                    or _announces(word, before, text[end:])
                ):
                    found.append(Marker(start, end + (1 if colon else 0), wrote))
                    break
        else:
            size = 0
        index += size or 1
    return found


def _announces(word: str, before: str, after: str) -> bool:
    """Whether a word such as "von" behind what a text is, "Leserbrief von", precedes a name."""
    names = after.split()
    return (
        word in BY
        and len(names) > 1
        and is_given_name(names[0])
        and names[1][0].isupper()
        and not any(map(is_given_name, TOKEN.findall(before)))
    )


def _is_name(
    text: str, tokens: list[tuple[str, int, int]], index: int, before: list[Marker]
) -> bool:
    """Whether a word such as "Theo" or "Per", elsewhere a phrase, begins a name or is all of it."""
    word, start, end = tokens[index]
    known = vocabulary()
    if not text[start].isupper() or word in known.jobs:
        return False
    told = bool(before) and not text[before[-1].end : start].strip(" :")
    rest = 0  # words that follow, particles aside
    for other, at, last in tokens[index + 1 :]:
        if text[end:at] != " " or other in known.joiners or other in known.phrases:
            break
        rest += other not in known.particles
        end = last
    return rest <= 1 if told else rest == 1 and is_given_name(word)
