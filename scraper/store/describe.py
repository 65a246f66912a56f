"""The schema in words: tables, columns and what the comments in the schema say of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

_INTERNAL = re.compile(r"sqlite_|articles_fts.*_(data|idx|docsize|config|content|terms)$")
_ADDED = re.compile(r", (\w+) [A-Z]+\s*/\* (.*?) \*/")
_OPENING = re.compile(r"CREATE \w+ \w+ (?:\(|AS)\s*--\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table or view."""

    name: str
    type: str  # SQLite type; "" in views where it is not declared
    is_key: bool  # part of the primary key
    references: str | None  # "table.column" it points to
    comment: str  # what the schema says of it; "" for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One table or view."""

    name: str
    kind: str  # "table", "view" or "full-text index"
    comment: str
    columns: tuple[Column, ...]


def describe(connection: sqlite3.Connection) -> list[Relation]:
    """Tables, then full-text indexes, then views, each in the order in which they were made."""
    rows = connection.execute(
        "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') "
        "ORDER BY type, sql LIKE 'CREATE VIRTUAL%', rowid"
    ).fetchall()
    relations: list[Relation] = []
    for name, kind, sql in rows:
        if _INTERNAL.match(name):
            continue
        if sql.startswith("CREATE VIRTUAL"):
            kind = "full-text index"
        relations.append(
            Relation(
                name=name,
                kind=kind,
                comment=_INDEXES.get(name) or _comment(_OPENING.search(sql)),
                columns=tuple(_columns(connection, name, sql, relations)),
            )
        )
    return relations


# A virtual table's definition cannot carry comments.
_INDEXES = {
    "articles_fts": "full-text search by words, without accents: "
    "`WHERE articles_fts MATCH 'word'`, rowid is articles.id",
    "articles_fts_cjk": "full-text search in scripts without spaces: three characters or more, "
    "anywhere in the text; rowid is articles.id",
}

_INDEXED = {
    "title": "of articles",
    "subtitle": "of articles",
    "authors": "names of the authors",
    "facts": "key facts with their labels, one a line",
    "text": "of articles",
}


def _comment(match: re.Match[str] | None) -> str:
    return match[1].strip() if match else ""


def _columns(
    connection: sqlite3.Connection, name: str, sql: str, known: Iterable[Relation]
) -> Iterable[Column]:
    targets = {
        row[0]: f"{row[1]}.{row[2] or 'id'}"
        for row in connection.execute(
            'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', (name,)
        )
    }
    comments = {**_inherited(sql, known), **column_comments(sql)}
    if name in _INDEXES:
        comments = _INDEXED
    hidden = (name, "rank") if name in _INDEXES else ()  # of a full-text index
    for column_name, type_, key in connection.execute(
        "SELECT name, type, pk FROM pragma_table_xinfo(?)", (name,)
    ):
        if column_name in hidden:
            continue
        yield Column(
            name=column_name,
            type=type_,
            is_key=bool(key),
            references=targets.get(column_name),
            comment=comments.get(column_name, ""),
        )


def _inherited(sql: str, known: Iterable[Relation]) -> dict[str, str]:
    """What a view's columns say because they are columns of a table: `a.title` as `title`."""
    tables = {alias: name for name, alias in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", sql)}
    comments = {(r.name, c.name): c.comment or c.references or "" for r in known for c in r.columns}
    return {
        shown or name: comments.get((tables.get(alias, ""), name), "")
        for alias, name, shown in re.findall(r"^    (\w+)\.(\w+)(?: AS (\w+))?", sql, re.MULTILINE)
    }


def column_comments(sql: str) -> dict[str, str]:
    """Column name -> the comment beside or below it in a CREATE TABLE or CREATE VIEW.

    A column that ALTER TABLE added stands in the line of the one before it, with a comment of
    the other kind.
    """
    found: dict[str, str] = dict(_ADDED.findall(sql))
    sql = _ADDED.sub("", sql)
    name = ""
    for line in sql.splitlines()[1:]:
        code, dashes, comment = line.partition("--")
        column = re.search(r"(?:\bAS |^\s*(?:\w+\.)?)(\w+)\s*,?\s*$", code.rstrip())
        if "CREATE TABLE" in sql:
            column = re.match(r"    (\w+) [A-Z]", code)
        if code.strip():
            name = column[1] if column else name
        if dashes and name:
            found[name] = f"{found.get(name, '')} {comment.strip()}".strip()
    return found
