"""scraper: article pages in, structured records out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.article import Article, Author, Block, Fact, Image, Link
    from scraper.extractor import extract

__version__ = "0.1.0"
__all__ = ["Article", "Author", "Block", "Fact", "Image", "Link", "__version__", "extract"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import scraper` costs nothing."""
    if name == "extract":
        from scraper.extractor import extract

        return extract
    if name in __all__:
        import scraper.article

        return getattr(scraper.article, name)
    raise AttributeError(f"module 'scraper' has no attribute {name!r}")
