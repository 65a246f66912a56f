"""How a record looks to others: Markdown, sanitised HTML, schema.org JSON-LD."""

from scraper.views.html import to_html
from scraper.views.markdown import to_markdown
from scraper.views.schema_org import to_schema_org

__all__ = ["to_html", "to_markdown", "to_schema_org"]
