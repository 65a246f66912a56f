"""The search box above Datasette's tables of articles: words as `scraper search` takes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from datasette import hookimpl
from datasette.filters import FilterArguments
from datasette.views.base import DatasetteError

from scraper.errors import InputError
from scraper.store.content import is_unspaced
from scraper.store.search import parse

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

# Of the articles stored last: Datasette sorts whole rows, texts and all.
_WORDS = """id in (
    select rowid from articles_fts where articles_fts match :_words
    order by rowid desc limit 1000
)"""
_LONG = _WORDS.replace("articles_fts", "articles_fts_cjk")  # scripts without spaces
SEARCHED = frozenset(("articles", "v_articles"))


@hookimpl(trylast=True)
def filters_from_request(request: Request, table: str) -> Callable[[], Awaitable[FilterArguments]]:
    """Rows that hold the words of `?_search=`."""

    async def filters() -> FilterArguments:
        if table not in SEARCHED:
            return FilterArguments([])
        words = request.args.get("_search") or ""
        shown = {"supports_search": True, "search": words}
        if not words.strip():
            return FilterArguments([], extra_context=shown)
        try:
            expression = parse(words).expression()
        except InputError as error:
            raise DatasetteError(str(error), status=400) from error
        condition = _LONG if is_unspaced(words) else _WORDS
        described = f"the article holds “{words}” (of very many, the latest 1,000)"
        return FilterArguments([condition], {"_words": expression}, [described], shown)

    return filters
