"""scraper.toml: what is read from it, and what is said when it is wrong."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.config import Settings, Source, load, parse_duration
from scraper.configfile import RunTable, SourceTable
from scraper.errors import ConfigError
from scraper.fetcher import FetchSettings

WHOLE = """\
# What we read.
database = "news.db"

[fetch]
contact = "mailto:desk@harbour.example"
delay = 2.5
allow = ["127.0.0.1:8000"]

[run]
limit = 500
max_time = "10m"
keep_pages_mb = 50
log_format = "json"
metrics_file = "scraper.prom"
healthcheck_url = "https://ping.example/abc"

[defaults]
max_age = "14d"
language = "en-GB"

[[source]]
name = "Harbour"
feed = "https://www.harbour.example/feed.xml"
sitemap = ["https://www.harbour.example/news-sitemap.xml"]
every = "15m"
limit = 20
include = ["/news/*"]
exclude = ["*/sponsored/*"]
headers = {X-Reader = "yes"}

[[source]]
feed = "https://www.quay.example/atom"
section = ["https://www.quay.example/world"]
max_age = "any"
archive = true
pages = 3

[[source]]
urls = "list.txt"
"""


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "scraper.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return str(caught.value).removeprefix(str(tmp_path) + "/")


def test_every_key_arrives_where_it_belongs(tmp_path: Path) -> None:
    settings = read(tmp_path, WHOLE)

    assert settings.database == tmp_path / "news.db"
    assert settings.fetch.contact == "mailto:desk@harbour.example"
    assert settings.fetch.delay == 2.5
    assert settings.fetch.allow == frozenset({"127.0.0.1:8000"})
    assert settings.run.limit == 500
    assert settings.run.max_time == timedelta(minutes=10)
    assert settings.run.log_format == "json"
    assert settings.run.metrics_file == tmp_path / "scraper.prom"
    assert settings.run.healthcheck_url == "https://ping.example/abc"
    assert settings.run.keep_pages_mb == 50
    harbour, _, listed = settings.sources
    assert harbour.feed == ("https://www.harbour.example/feed.xml",)
    assert harbour.sitemap == ("https://www.harbour.example/news-sitemap.xml",)
    assert (harbour.every, harbour.limit) == (timedelta(minutes=15), 20)
    assert (harbour.include, harbour.exclude) == (("/news/*",), ("*/sponsored/*",))
    assert harbour.headers == (("X-Reader", "yes"),)
    assert listed.url_files == (tmp_path / "list.txt",)
    assert listed.name == "list"


@pytest.mark.parametrize(
    "text",
    ["x", '[[source]]\nfeed = "nope"', "[fetch]\ndelay = -1", "[fech]", 'database = ""', None],
)
def test_a_complaint_names_the_file_as_it_was_named(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("scraper.toml").write_text(text, encoding="utf-8")
    for named in (Path("scraper.toml"), tmp_path / "scraper.toml"):
        with pytest.raises(ConfigError) as caught:
            load(named)
        assert str(caught.value).startswith(f"{named}:")


def test_defaults_hold_until_a_source_says_otherwise(tmp_path: Path) -> None:
    harbour, quay, _ = read(tmp_path, WHOLE).sources

    assert harbour.max_age == timedelta(days=14)
    assert quay.max_age is None
    assert harbour.language == quay.language == "en"
    assert (harbour.archive, quay.archive) == (False, True)
    assert (harbour.pages, quay.pages) == (1, 3)


def test_a_source_without_a_name_is_called_by_its_host(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).sources[1].name == "quay.example"


def test_an_empty_file_gives_sane_values(tmp_path: Path) -> None:
    settings = read(tmp_path, "")

    assert settings.sources == ()
    assert settings.database == tmp_path / "data/articles.db"
    assert settings.run.max_time is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[source]]\nfeed = "https://a.example/f"\n\nmax_agee = "3d"\n',
            'scraper.toml:4: [[source]] 1, max_agee: no such key; did you mean "max_age"?',
        ),
        ('datbase = "x"\n', 'scraper.toml:1: datbase: no such key; did you mean "database"?'),
        (
            "[fetch]\n# slowly\nconect_timeout = 3\n",
            'scraper.toml:3: fetch.conect_timeout: no such key; did you mean "connect_timeout"?',
        ),
        (
            "[fetch]\ndelay = 'slow'\n",
            "scraper.toml:2: fetch.delay: must be a number",
        ),
        (
            '[run]\nlog_format = "jsn"\n',
            'scraper.toml:2: run.log_format: "jsn" is not one of text, json; did you mean "json"?',
        ),
        (
            '[defaults]\nlanguage = "en"\n\n\n[defaults.x]\n',
            "scraper.toml:5: defaults.x: no such key; there are every, limit, max_age, archive, "
            "language, include, exclude, pages, render, headers, cookies, delay, proxy",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nmax_age = "a month"\n',
            'scraper.toml:3: [[source]] 1, max_age: "a month" is not a duration; '
            'write a number and s, m, h, d or w, as "12h"',
        ),
        (
            '[[source]]\nname = "one"\nfeed = "https://a.example/f"\n\n'
            '[[source]]\nname = "two"\nfeed = [\n  "b.example/feed",\n]\n',
            'scraper.toml:7: [[source]] 2, feed: "b.example/feed" is not an address; '
            'write it as "https://host/path"',
        ),
        (
            '[[source]]\nname = "one"\n',
            "scraper.toml:1: [[source]] 1: says nowhere to look; "
            "add a feed, sitemap, section or urls",
        ),
        (
            '[[source]]\nfeed = "https://a.example/1"\n\n[[source]]\nfeed = "https://a.example/2"\n',
            'scraper.toml:4: [[source]] 2, name: "a.example" is already the name of the source '
            'on line 1; give this one another with name = "..."',
        ),
        (
            '[source]\nfeed = "https://a.example/1"\n',
            "scraper.toml:1: source: must be a list of tables; write [[source]] with two brackets",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nlimit = 0\n',
            "scraper.toml:3: [[source]] 1, limit: 0 is too small; "
            "write 1 or more, or leave the key out",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nlimit = "many"\n',
            "scraper.toml:3: [[source]] 1, limit: must be a whole number",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\ninclude = ["news"]\n',
            'scraper.toml:3: [[source]] 1, include: "news" can never match; '
            'begin a pattern with "/", "*" or "https://", as in "*news*"',
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nheaders = {X = "a\\r\\nHost: b"}\n',
            "scraper.toml:3: [[source]] 1, headers: \"X\" = 'a\\r\\nHost: b' "
            "cannot be sent over HTTP",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nlanguage = "English"\n',
            'scraper.toml:3: [[source]] 1, language: "English" is not a language code '
            'such as "en" or "de"',
        ),
        (
            "[run]\nkeep_pages_mb = -1\n",
            "scraper.toml:2: run.keep_pages_mb: -1 is no size; write 0 to keep no pages",
        ),
        (
            f"[run]\nkeep_pages_mb = {2**63}\n",
            f"scraper.toml:2: run.keep_pages_mb: {2**63} is no size; write 0 to keep no pages",
        ),
        (
            '[run]\nmax_time = "0s"\n',
            'scraper.toml:2: run.max_time: "0s" is no time at all; leave the key out',
        ),
        ('[run]\nmetrics_file = ""\n', "scraper.toml:2: run.metrics_file: is no name of a file"),
        ('database = "a\\u0000b"\n', "scraper.toml:1: database: is no name of a file"),
        (
            '\ndatabase = "~nobody-of-this-name/a.db"\n',
            'scraper.toml:2: database: "~nobody-of-this-name/a.db": no such home directory; '
            "write the path",
        ),
        ('[[source]]\nurls = ""\n', "scraper.toml:2: [[source]] 1, urls: is no name of a file"),
        (
            '[[source]]\nfeed = "https://a.example/f"\nlanguage = "tlh"\n',
            'scraper.toml:3: [[source]] 1, language: "tlh" is not a language code '
            'such as "en" or "de"',
        ),
        (
            '[fetch]\nproxy = "proxy.example:3128"\n',
            'scraper.toml:2: fetch.proxy: "proxy.example:3128" is not an address; '
            'write it as "http://host:port"',
        ),
        (
            "[fetch]\nports = []\n",
            "scraper.toml:2: fetch.ports: ports must be numbers from 1 to 65535",
        ),
        (
            '[run]\nhealthcheck_url = "ping"\n',
            'scraper.toml:2: run.healthcheck_url: "ping" is not an address; '
            'write it as "https://host/path"',
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\ndelay = nan\n',
            "scraper.toml:3: [[source]] 1, delay: nan is not a number of seconds from 0 to a day",
        ),
        (
            '[[source]]\nfeed = "https://a.example/f"\nevery = "999999w"\n',
            'scraper.toml:3: [[source]] 1, every: "999999w" is more than a hundred years; '
            "leave the key out",
        ),
        (
            f"[run]\nlimit = {10**20}\n",
            f"scraper.toml:2: run.limit: {10**20} is too large; leave the key out",
        ),
        (
            '[fetch]\nmax_delay = 9.0\n# mail\ncontact = "ü"\n',
            "scraper.toml:4: fetch.contact: contact must be printable ASCII text",
        ),
        (
            "[fetch]\ndelay = 1.0\nmax_delay = -1.0\n",
            "scraper.toml:3: fetch.max_delay: max_delay must be a number of seconds above 0",
        ),
        ("[run]\nlimit = \n", "scraper.toml:2: not valid TOML: Invalid value"),
        ("[run]\n[run]\n", "scraper.toml:2: not valid TOML: Cannot declare ('run',) twice"),
        ("[run]\nmetrics_file = ", "scraper.toml:2: not valid TOML: Invalid value"),
    ],
)
def test_a_mistake_is_named_with_line_key_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(tmp_path, text) == said


def test_a_file_written_on_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "scraper.toml"
    file.write_bytes(b'\xef\xbb\xbf[[source]]\r\nfeed = "https://a.example/f"\r\n')
    assert [source.name for source in load(file).sources] == ["a.example"]


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; write one with `scraper add URL`"):
        load(tmp_path / "scraper.toml")


def test_a_file_that_is_not_text_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "scraper.toml"
    path.write_bytes(b'[fetch]\ncontact = "M\xfcnchen"\n')
    with pytest.raises(ConfigError, match=r"scraper\.toml:2: is not UTF-8; save the file in that"):
        load(path)
    with pytest.raises(ConfigError, match=rf"^{re.escape(str(tmp_path))}: .*: Is a directory$"):
        load(tmp_path)


def test_a_language_may_be_written_as_any_of_its_codes(tmp_path: Path) -> None:
    for written, code in (("nb", "no"), ("deu", "de"), ("pt_BR", "pt"), ("EN", "en")):
        text = f'[[source]]\nfeed = "https://a.example/f"\nlanguage = "{written}"\n'
        assert read(tmp_path, text).sources[0].language == code


GUIDE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)
    names = [source.name for source in read(tmp_path, example).sources]
    assert names == ["harbour", "quay", "members", "list"]


def test_every_key_is_documented_with_its_default() -> None:
    sections = re.split(r"^## ", GUIDE.read_text(), flags=re.MULTILINE)[1:]
    documented = [re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) for section in sections]
    assert [len(keys) == len(set(keys)) for keys in documented] == [True] * 3
    source, run, fetch = map(set, documented)
    assert source == set(SourceTable.__struct_fields__)
    assert run == set(RunTable.__struct_fields__)
    assert fetch == {field.name for field in fields(FetchSettings)}
    shown = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", GUIDE.read_text(), re.MULTILINE))
    for field in fields(FetchSettings):
        if field.name in shown and field.name != "limit":
            assert float(shown[field.name]) == field.default
    assert Source(name="x").limit == int(shown["limit"])


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = read(tmp_path, '[fetch]\nca_file = "own.pem"\nrecord = "/var/kept"\n')
    assert settings.fetch.ca_file == str(tmp_path / "own.pem")
    assert settings.fetch.record == "/var/kept"


def test_durations() -> None:
    assert parse_duration("90s") == timedelta(seconds=90)
    assert parse_duration("2 w") == timedelta(weeks=2)
    assert parse_duration("1.5h") is None
    assert parse_duration("") is None
