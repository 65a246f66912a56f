"""scraper.toml: what to scrape and how, as typed settings; errors name file, line and key."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from scraper.configerrors import (
    Key,
    encoding_problem,
    line_of,
    problem,
    shape_problem,
    syntax_problem,
    unknown,
)
from scraper.configfile import File, RunTable, SourceKeys, SourceTable
from scraper.languages import language_code

if TYPE_CHECKING:
    from scraper.fetcher.settings import FetchSettings

DEFAULT_PATH = Path("scraper.toml")
_DURATION = re.compile(r"(\d{1,6})\s?([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=36525)  # a hundred years: from now, it is still in the calendar
_MOST = 2**31 - 1  # pages
_DAY = 86400.0
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_PRINTABLE = re.compile(r"[\x20-\x7e\t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site or part of a site, and how it is looked at."""

    name: str  # unique; names the source in the database and in messages
    feed: tuple[str, ...] = ()  # addresses of RSS, Atom or JSON feeds
    sitemap: tuple[str, ...] = ()  # addresses of sitemaps or sitemap indexes
    section: tuple[str, ...] = ()  # addresses of pages that list articles
    urls: tuple[str, ...] = ()  # article addresses; files of them are read when the run starts
    url_files: tuple[Path, ...] = ()  # text files, one address a line
    every: timedelta | None = None  # look at most this often; None: as the kind of document asks
    limit: int = 200  # articles fetched in one run
    max_age: timedelta | None = None  # articles published longer ago are left out; None: none are
    archive: bool = False  # fetch what stood there before the source was added, whatever its age
    language: str | None = None  # ISO 639 code; articles in another language are not stored
    include: tuple[str, ...] = ()  # patterns, one of which an address must match; (): any
    exclude: tuple[str, ...] = ()  # patterns, none of which an address may match
    pages: int = 1  # pages of a section that are read, following its "next" link
    render: bool = False  # load pages in a browser
    headers: tuple[tuple[str, str], ...] = ()  # further request headers, for the source's host
    cookies: tuple[tuple[str, str], ...] = ()  # likewise
    delay: float | None = None  # seconds between two requests to the host; None: as [fetch] says
    proxy: str | None = None  # "http://host:port"; None: as [fetch] says

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that the source names."""
        return self.feed + self.sitemap + self.section + self.urls


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How one scheduled run behaves; options of `scraper run` come first."""

    limit: int | None = None  # articles fetched in one run; None: the sources' limits alone
    max_time: timedelta | None = None  # no new work after this; None: until done
    keep_pages_mb: int = 500  # room for the pages themselves, compressed; 0: none are kept
    log_format: Literal["text", "json"] = "text"
    metrics_file: Path | None = None  # Prometheus text file, written at the end; None: none
    healthcheck_url: str | None = None  # asked for at the end of a run; None: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of scraper.toml, defaults filled in, paths made absolute."""

    path: Path
    database: Path
    fetch: FetchSettings
    run: RunSettings
    sources: tuple[Source, ...]


def load(path: Path) -> Settings:
    """The settings in the file `path`; ConfigError says file, line, key and what would be right."""
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows editors write a mark first
    except FileNotFoundError:
        hint = "write one with `scraper add URL`, or name another"
        raise problem(path, "", (), f"no such file; {hint}") from None
    except OSError as error:
        raise problem(path, "", (), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise encoding_problem(path, error) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise syntax_problem(path, text, error) from None
    try:
        file = msgspec.convert(data, File)
    except msgspec.ValidationError as error:
        raise shape_problem(path, text, error, File) from None
    return _Reader(path, text).settings(file)


def parse_duration(text: str) -> timedelta | None:
    """`"15m"` as 15 minutes; units s, m, h, d, w; None: not a duration."""
    found = _DURATION.fullmatch(text.strip())
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns what is written into settings; every complaint names the key it is about."""

    path: Path  # as it was named; complaints name it so
    text: str

    def fail(self, key: Key, message: str) -> Exception:
        return problem(self.path, self.text, key, message)

    def settings(self, file: File) -> Settings:
        sources = tuple(self.source(i, table, file) for i, table in enumerate(file.source))
        names: dict[str, int] = {}
        for i, source in enumerate(sources):
            if source.name in names:
                first = line_of(self.text, ("source", names[source.name]))
                raise self.fail(
                    ("source", i, "name"),
                    f'"{source.name}" is already the name of the source on line {first}; '
                    'give this one another with name = "..."',
                )
            names[source.name] = i
        return Settings(
            path=self.path.absolute(),
            database=self.file(("database",), file.database),
            fetch=self.fetch(file.fetch),
            run=self.run(file.run),
            sources=sources,
        )

    def fetch(self, table: dict[str, Any]) -> FetchSettings:
        from scraper.fetcher.settings import FetchSettings

        known = [field.name for field in fields(FetchSettings)]
        for key in table:
            if key not in known:
                raise self.fail(("fetch", key), unknown(key, known))
        for key in ("ca_file", "browser", "record"):  # cron starts us in another directory
            if isinstance(table.get(key), str):
                table = {**table, key: str(self.file(("fetch", key), table[key]))}
        if isinstance(proxy := table.get("proxy"), str):
            self.address(("fetch", "proxy"), proxy, "http://host:port")
        try:
            return msgspec.convert(table, FetchSettings)
        except msgspec.ValidationError as error:
            if not isinstance(error.__cause__, ValueError):
                raise shape_problem(self.path, self.text, error, File, prefix=("fetch",)) from None
            # FetchSettings looks at its own values, and begins with the key
            name = next((n for n in table if re.search(rf"\b{n}\b", str(error))), None)
            raise self.fail(("fetch", name) if name else ("fetch",), str(error)) from None

    def run(self, table: RunTable) -> RunSettings:
        if table.healthcheck_url is not None:
            self.address(("run", "healthcheck_url"), table.healthcheck_url)
        if not 0 <= table.keep_pages_mb <= _MOST:
            raise self.fail(
                ("run", "keep_pages_mb"),
                f"{table.keep_pages_mb} is no size; write 0 to keep no pages",
            )
        metrics = table.metrics_file
        return RunSettings(
            limit=self.positive(("run", "limit"), table.limit),
            max_time=self.span(("run", "max_time"), table.max_time),
            keep_pages_mb=table.keep_pages_mb,
            log_format=table.log_format,
            metrics_file=None if metrics is None else self.file(("run", "metrics_file"), metrics),
            healthcheck_url=table.healthcheck_url,
        )

    def source(self, i: int, table: SourceTable, file: File) -> Source:
        key: Key = ("source", i)
        addresses: dict[str, tuple[str, ...]] = {}
        files: tuple[Path, ...] = ()
        for kind in ("feed", "sitemap", "section", "urls"):
            value: str | tuple[str, ...] = getattr(table, kind)
            if kind == "urls" and isinstance(value, str) and "://" not in value:
                files = (self.file((*key, kind), value),)
                value = ()
            listed = (value,) if isinstance(value, str) else value
            for address in listed:
                self.address((*key, kind), address)
            addresses[kind] = listed
        found = [address for listed in addresses.values() for address in listed]
        if not found and not files:
            raise self.fail(key, "says nowhere to look; add a feed, sitemap, section or urls")
        host = urlsplit(found[0]).hostname or "" if found else files[0].stem
        name = host.removeprefix("www.") if table.name is UNSET else table.name.strip()
        if not name:
            raise self.fail((*key, "name"), "is empty")
        settings: dict[str, Any] = {**addresses}
        for field in SourceKeys.__struct_fields__:
            own, shared = getattr(table, field), getattr(file.defaults, field)
            if own is not UNSET:
                settings[field] = self.value((*key, field), own)
            elif shared is not UNSET:
                settings[field] = self.value(("defaults", field), shared)
        return Source(name=name, url_files=files, **settings)

    def value(self, key: Key, value: Any) -> Any:
        """The value of one of SourceKeys, read as its key asks."""
        match key[-1]:
            case "max_age" if value in ("any", "none"):
                return None
            case "every":
                return self.duration(key, value)
            case "max_age":
                return self.span(key, value)
            case "limit" | "pages":
                return self.positive(key, value)
            case "language":
                if (code := language_code(value)) is None:
                    raise self.fail(key, f'"{value}" is not a language code such as "en" or "de"')
                return code
            case "include" | "exclude":
                for pattern in value:
                    if not pattern.startswith(("/", "*", "http://", "https://")):
                        raise self.fail(
                            key,
                            f'"{pattern}" can never match; begin a pattern with "/", "*" or '
                            f'"https://", as in "*{pattern}*"',
                        )
                return value
            case "headers" | "cookies":
                for name, content in value.items():
                    if not _TOKEN.fullmatch(name) or not _PRINTABLE.fullmatch(content):
                        raise self.fail(key, f'"{name}" = {content!r} cannot be sent over HTTP')
                return tuple(value.items())
            case "delay" if not 0 <= value <= _DAY:
                raise self.fail(key, f"{value} is not a number of seconds from 0 to a day")
            case "proxy":
                self.address(key, value, "http://host:port")
                return value
            case _:
                return value

    def duration(self, key: Key, text: str | UnsetType) -> timedelta | None:
        if text is UNSET:
            return None
        if (duration := parse_duration(text)) is None:
            raise self.fail(
                key, f'"{text}" is not a duration; write a number and s, m, h, d or w, as "12h"'
            )
        if duration > _LONGEST:
            raise self.fail(key, f'"{text}" is more than a hundred years; leave the key out')
        return duration

    def span(self, key: Key, text: str | UnsetType) -> timedelta | None:
        """A duration in which something can happen."""
        if (duration := self.duration(key, text)) == timedelta():
            raise self.fail(key, f'"{text}" is no time at all; leave the key out')
        return duration

    def file(self, key: Key, text: str) -> Path:
        """A path, from the folder of scraper.toml; "~" is the home directory."""
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            raise self.fail(key, f'"{text}": no such home directory; write the path') from None
        if not text or "\0" in text:
            raise self.fail(key, "is no name of a file")
        return self.path.absolute().parent / path

    def positive(self, key: Key, number: int | UnsetType) -> int | None:
        if number is UNSET:
            return None
        if number < 1:
            raise self.fail(key, f"{number} is too small; write 1 or more, or leave the key out")
        if number > _MOST:
            raise self.fail(key, f"{number} is too large; leave the key out")
        return number

    def address(self, key: Key, text: str, form: str = "https://host/path") -> None:
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or re.search(r"\s", text):
            raise self.fail(key, f'"{text}" is not an address; write it as "{form}"')
