"""`scraper add`, `check`, `schedule`: from nothing to a run every quarter of an hour."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import load
from tests.cli import seccomp
from tests.cli.conftest import Scraper
from tests.newsroom import Item, Newsroom

WRITTEN = """\
# Our sources, by hand.
database = "articles.db"   # beside this file

[fetch]
delay = 0.0  # it is our own
allow = ["127.0.0.1:{port}"]

[[source]]
name = "first"   # do not touch
feed = "http://127.0.0.1:{port}/other"
"""


@pytest.fixture
def site(room: Newsroom) -> Newsroom:
    """A site at 127.0.0.1 with a feed, a comments feed, a sitemap and a front page."""
    published = datetime.now(UTC) - timedelta(hours=1)
    local = "127.0.0.1"
    items = []
    links = ""
    for name in ("bridge", "ferry", "orchard"):
        room.article(f"/{name}", f"The story of the {name} and its people", host=local)
        items.append(Item(path=f"/{name}", title=name, published=published, modified=published))
        links += f'<h2><a href="/{name}">The story of the {name} and its people</a></h2>'
    room.feed("/news.xml", items, host=local)
    room.feed("/comments.xml", [Item(path="/bridge#c1", published=published)], host=local)
    room.sitemap("/sitemap.xml", items, host=local)
    room.put(
        "/",
        "<!doctype html><html><head>"
        '<link rel="alternate" type="application/rss+xml" href="/comments.xml" title="Comments">'
        '<link rel="alternate" type="application/rss+xml" href="/news.xml" title="News">'
        f"</head><body><main>{links}</main></body></html>",
        host=local,
    )
    return room


@pytest.fixture
def hurried(tmp_path: Path) -> Path:
    """A scraper.toml that does not wait between requests."""
    path = tmp_path / "scraper.toml"
    path.write_text("[fetch]\ndelay = 0.0\n")
    return path


def home(site: Newsroom) -> tuple[str, ...]:
    return (site.url("/", "127.0.0.1"), "--allow-host", f"127.0.0.1:{site.port}")


def test_add_begins_a_file_with_the_feed_of_the_site(
    scraper: Scraper, site: Newsroom, tmp_path: Path
) -> None:
    said = scraper("add", *home(site), "--name", "local")
    assert said.code == 0
    assert said.out.startswith(f"feed: {site.url('/news.xml', '127.0.0.1')} (3 entries, latest of")
    (source,) = load(tmp_path / "scraper.toml").sources
    assert (source.name, source.feed) == ("local", (site.url("/news.xml", "127.0.0.1"),))
    assert source.sitemap == ()


def test_add_keeps_every_character_that_stood_in_the_file(
    scraper: Scraper, site: Newsroom, tmp_path: Path
) -> None:
    written = WRITTEN.format(port=site.port)
    (tmp_path / "scraper.toml").write_text(written)
    assert scraper("add", *home(site)).code == 0
    text = (tmp_path / "scraper.toml").read_text()
    assert text == (
        f'{written}\n[[source]]\nname = "127.0.0.1"\n'
        f'feed = "{site.url("/news.xml", "127.0.0.1")}"\n'
    )


def test_add_keeps_the_line_ends_of_windows_and_a_link_to_the_file(
    scraper: Scraper, site: Newsroom, tmp_path: Path
) -> None:
    written = b"\xef\xbb\xbf" + WRITTEN.format(port=site.port).replace("\n", "\r\n").encode()
    (tmp_path / "elsewhere.toml").write_bytes(written)
    (tmp_path / "scraper.toml").symlink_to("elsewhere.toml")
    assert scraper("add", *home(site), "--name", " ").code == 0
    assert (tmp_path / "scraper.toml").is_symlink()
    added = (tmp_path / "elsewhere.toml").read_bytes().removeprefix(written)
    assert added.splitlines(keepends=True)[:3] == [
        b"\r\n",
        b"[[source]]\r\n",
        b'name = "127.0.0.1"\r\n',
    ]
    assert b"\n" not in added.replace(b"\r\n", b"")


def test_add_does_not_add_twice(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    scraper("add", *home(site))
    before = (tmp_path / "scraper.toml").read_text()
    said = scraper("add", *home(site))
    assert said.code == 0
    assert '(already in source "127.0.0.1")' in said.out
    assert (tmp_path / "scraper.toml").read_text() == before


def test_add_takes_the_sitemap_or_the_page_itself_where_there_is_no_feed(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    links = "".join(
        f'<h2><a href="/{name}">The story of the {name} and its people</a></h2>'
        for name in ("bridge", "ferry", "orchard")
    )
    site.put(
        "/", f"<!doctype html><html><body><main>{links}</main></body></html>", host="127.0.0.1"
    )
    site.remove("/news.xml", "127.0.0.1")
    scraper("add", *home(site), "--name", "by-sitemap")
    site.remove("/sitemap.xml", "127.0.0.1")
    scraper("add", *home(site), "--name", "by-page")
    by_sitemap, by_page = load(tmp_path / "scraper.toml").sources
    assert by_sitemap.sitemap == (site.url("/sitemap.xml", "127.0.0.1"),)
    assert by_page.section == (site.url("/", "127.0.0.1"),)


def test_add_says_what_lets_runs_ask_a_private_host(
    scraper: Scraper, site: Newsroom, hurried: Path
) -> None:
    said = scraper("add", *home(site), "--name", "local")
    line = f'allow = ["127.0.0.1:{site.port}"]'
    assert f"[fetch] in scraper.toml has {line}" in said.err
    for known in (line, 'allow = ["127.0.0.1"]'):
        hurried.write_text(f"[fetch]\ndelay = 0.0\n{known}\n")
        assert "[fetch]" not in scraper("add", *home(site)).err


def test_add_takes_a_feed_or_sitemap_that_is_named_itself(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    allowed = ("--allow-host", f"127.0.0.1:{site.port}")
    scraper("add", site.url("/news.xml", "127.0.0.1"), "--name", "a", *allowed)
    scraper("add", site.url("/sitemap.xml", "127.0.0.1"), "--name", "b", *allowed)
    a, b = load(tmp_path / "scraper.toml").sources
    assert (len(a.feed), len(b.sitemap)) == (1, 1)


def test_add_tells_a_feed_from_a_page_by_its_first_element(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    address = site.url("/bridge", "127.0.0.1")
    site.put(
        "/letters",
        f"<rss version='2.0'><channel><item><link>{address}</link>"
        "<description><![CDATA[<!doctype html><html><p>Dear all]]></description></item>"
        "</channel></rss>",
        host="127.0.0.1",
    )
    site.put("/all.txt", f"{address}\n", "text/plain", host="127.0.0.1")
    allowed = ("--allow-host", f"127.0.0.1:{site.port}")
    scraper("add", site.url("/letters", "127.0.0.1"), "--name", "a", *allowed)
    scraper("add", site.url("/all.txt", "127.0.0.1"), "--name", "b", *allowed)
    a, b = load(tmp_path / "scraper.toml").sources
    assert a.feed == (site.url("/letters", "127.0.0.1"),)
    assert b.sitemap == (site.url("/all.txt", "127.0.0.1"),)


@pytest.mark.parametrize(("status", "kept"), [(302, "/feed"), (301, "/news.xml")])
def test_add_follows_a_move_and_remembers_it_if_it_is_for_good(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path, status: int, kept: str
) -> None:
    target = {"Location": site.url("/news.xml", "127.0.0.1")}
    site.put("/feed", b"", host="127.0.0.1", status=status, headers=target)
    allowed = ("--allow-host", f"127.0.0.1:{site.port}")
    scraper("add", site.url("/feed", "127.0.0.1"), *allowed)
    (source,) = load(tmp_path / "scraper.toml").sources
    assert source.feed == (site.url(kept, "127.0.0.1"),)


@pytest.mark.parametrize(
    ("named", "kept"), [("/pages.xml", "/pages.xml"), ("/gone.xml", "/sitemap.xml")]
)
def test_add_takes_sitemaps_that_robots_txt_names_by_path_and_the_usual_ones_where_none_works(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path, named: str, kept: str
) -> None:
    site.put("/robots.txt", f"Sitemap: {named}\n", "text/plain", host="127.0.0.1")
    site.sitemap("/pages.xml", [Item(path="/bridge")], host="127.0.0.1")
    site.put(
        "/",
        '<!doctype html><link rel="alternate" type="application/rss+xml" href="/gone.xml">',
        host="127.0.0.1",
    )
    scraper("add", *home(site))
    (source,) = load(tmp_path / "scraper.toml").sources
    assert source.sitemap == (site.url(kept, "127.0.0.1"),)


def test_add_takes_the_sitemap_beside_a_feed_that_nobody_writes_any_more(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    years_ago = datetime.now(UTC) - timedelta(days=900)
    site.feed("/news.xml", [Item(path="/bridge", published=years_ago)], host="127.0.0.1")
    site.remove("/comments.xml", "127.0.0.1")
    scraper("add", *home(site))
    (source,) = load(tmp_path / "scraper.toml").sources
    assert source.feed == (site.url("/news.xml", "127.0.0.1"),)
    assert source.sitemap == (site.url("/sitemap.xml", "127.0.0.1"),)


def test_add_resolves_the_feeds_of_a_page_as_its_links_are(
    scraper: Scraper, site: Newsroom, tmp_path: Path, hurried: Path
) -> None:
    site.put(
        "/local/today",
        '<!doctype html><html><head><base href="/"><link rel="alternate" href="news.xml" '
        'type="application/rss+xml"></head></html>',
        host="127.0.0.1",
    )
    allowed = ("--allow-host", f"127.0.0.1:{site.port}")
    scraper("add", site.url("/local/today", "127.0.0.1"), *allowed)
    (source,) = load(tmp_path / "scraper.toml").sources
    assert source.feed == (site.url("/news.xml", "127.0.0.1"),)


def test_add_leaves_a_file_alone_that_would_be_broken_by_it(
    scraper: Scraper, site: Newsroom, tmp_path: Path
) -> None:
    path = tmp_path / "scraper.toml"
    written = 'source = [{feed = "http://127.0.0.1/f"}]\n[fetch]\ndelay = 0.0\n'
    path.write_text(written)
    said = scraper("add", *home(site), "--name", "local")
    assert said.code == 2
    assert "write all its sources as [[source]], not as source = [...]" in said.err
    assert path.read_text() == written
    assert list(tmp_path.iterdir()) == [path]


def test_add_says_what_is_wrong_and_writes_nothing(
    scraper: Scraper, site: Newsroom, hurried: Path
) -> None:
    site.put("/bare", "<!doctype html><html><body>Nothing here.</body></html>", host="127.0.0.1")
    for path in ("/news.xml", "/sitemap.xml", "/comments.xml"):
        site.remove(path, "127.0.0.1")
    said = scraper("add", site.url("/bare", "127.0.0.1"), "--allow-host", f"127.0.0.1:{site.port}")
    assert said.code == 3
    assert "no feed, sitemap or list of articles found" in said.err
    assert scraper("add", "http://").code == 3
    broken = scraper("add", "http://[")
    assert (broken.code, broken.err.count("\n")) == (3, 1)
    assert scraper("add", "no-such-host.invalid").err.count("\n") == 1
    assert hurried.read_text() == "[fetch]\ndelay = 0.0\n"


def test_add_refuses_a_name_that_is_taken(scraper: Scraper, site: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "scraper.toml").write_text(WRITTEN.format(port=site.port))
    said = scraper("add", *home(site), "--name", "first")
    assert said.code == 2
    assert 'already has a source "first"; name this one with --name' in said.err


def test_add_can_only_look(scraper: Scraper, site: Newsroom, hurried: Path) -> None:
    assert scraper("add", *home(site), "--dry-run").out.startswith("feed: ")
    assert hurried.read_text() == "[fetch]\ndelay = 0.0\n"


def test_check_reads_every_document_and_one_article(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    said = scraper("check")
    assert said.code == 0
    assert "fetch.contact is not set" in said.out
    assert f"  ok       feed {room.url('/feed')}: 2 entries, latest of" in said.out
    assert '"The story of the bridge and its people"' in said.out
    assert said.err == "scraper: 1 of 1 sources are fine\n"
    assert not (config.parent / "articles.db").exists()


def test_check_tries_pages_until_one_is_an_article(
    scraper: Scraper, site: Newsroom, hurried: Path
) -> None:
    local = "127.0.0.1"
    site.put("/about", "<!doctype html><title>About</title><p>Who we are.</p>", host=local)
    pages = [Item(path=path, title=path) for path in ("/", "/about", "/ferry")]
    site.sitemap("/pages.xml", pages, host=local)
    index = f"<sitemap><loc>{site.url('/pages.xml', local)}</loc></sitemap>"
    site.put("/index.xml", f"<sitemapindex>{index}</sitemapindex>", "text/xml", host=local)
    hurried.write_text(
        f'[fetch]\ndelay = 0.0\nallow = ["127.0.0.1:{site.port}"]\n'
        f'[[source]]\nname = "a"\nsitemap = "{site.url("/pages.xml", local)}"\n'
        f'[[source]]\nname = "b"\nsitemap = "{site.url("/index.xml", local)}"\n'
    )
    said = scraper("check")
    assert said.code == 0
    assert said.out.count('"The story of the ferry and its people"') == 2


def test_check_says_where_a_feed_has_moved_and_how_long_a_list_is(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    room.put("/old", b"", status=301, headers={"Location": room.url("/feed")})
    (config.parent / "list.txt").write_text(room.url("/ferry"), encoding="utf-16")
    (config.parent / "empty.txt").write_text("# none yet\n")
    text = config.read_text().replace(room.url("/feed"), room.url("/old"))
    lists = '[[source]]\nurls = "list.txt"\n[[source]]\nurls = "empty.txt"\n'
    config.write_text(f"{text}\n{lists}")
    said = scraper("check")
    assert said.code == 1
    assert f"; has moved to {room.url('/feed')}\n" in said.out
    assert "  ok       list: 1 addresses\n" in said.out
    assert "  problem  the list names no address, as https://host/path, one a line\n" in said.out


def test_check_names_problems(scraper: Scraper, room: Newsroom, config: Path) -> None:
    feed = room.url("/feed")
    text = config.read_text()
    config.write_text(
        f'{text}\n[[source]]\nname = "lost"\nfeed = "{room.url("/lost")}"\n'
        f'[[source]]\nname = "narrow"\nfeed = "{feed}"\ninclude = ["/sport/*"]\n'
        '[[source]]\nname = "list"\nurls = "lost.txt"\n'
    )
    said = scraper("check")
    assert said.code == 1
    assert f"  problem  {room.url('/lost')}: " in said.out
    assert f"  problem  {feed}: the source's patterns leave nothing over" in said.out
    assert "lost.txt: No such file or directory; source list names it" in said.out
    assert said.err == "scraper: 1 of 4 sources are fine\n"


def test_the_crontab_line_names_everything_in_full(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    said = scraper("schedule", "cron")
    assert said.code == 0
    fields = shlex.split(said.out)
    assert fields[:5] == ["*/15", "*", "*", "*", "*"]
    assert Path(fields[5]).is_absolute()
    assert Path(fields[5]).exists()
    assert fields[6:10] == ["run", str(tmp_path / "scraper.toml"), "--max-time", "810s"]
    assert fields[10:] == ["2>>", str(tmp_path / "scraper.log")]


@pytest.mark.parametrize(
    ("every", "fields"),
    [("1m", "* * * * *"), ("30m", "*/30 * * * *"), ("1h", "7 * * * *"), ("6h", "7 */6 * * *")],
)
def test_intervals_that_cron_can_do(
    scraper: Scraper, config: Path, every: str, fields: str
) -> None:
    assert scraper("schedule", "cron", "--every", every).out.startswith(f"{fields} ")


@pytest.mark.parametrize("every", ["7m", "5h", "90m", "30s"])
def test_intervals_that_cron_cannot_do_are_refused(
    scraper: Scraper, config: Path, every: str
) -> None:
    said = scraper("schedule", "cron", "--every", every)
    assert (said.code, said.out) == (2, "")


def test_what_the_schedule_lacks_is_said(scraper: Scraper, config: Path) -> None:
    config.write_text(config.read_text().replace('"articles.db"', '"later/articles.db"'))
    said = scraper("schedule", "cron")
    assert said.code == 0
    assert "later does not exist yet; `scraper run` makes it" in said.err
    assert "this would run as root" in scraper("schedule", "systemd", "--user", "root").err
    assert "as root" not in scraper("schedule", "systemd", "--user", "reader").err


def units(scraper: Scraper) -> dict[str, str]:
    """File name -> text of the units that are printed."""
    found: dict[str, str] = {}
    name = ""
    for line in scraper("schedule", "systemd", "--every", "20m").out.splitlines():
        if line.startswith("# /etc/systemd/system/"):
            name = line.rpartition("/")[2]
            found[name] = ""
        elif name:
            found[name] += line + "\n"
    return found


def test_systemd_units_name_everything_in_full(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    found = units(scraper)
    assert list(found) == ["scraper.service", "scraper.timer"]
    service = found["scraper.service"].splitlines()
    (started,) = [line for line in service if line.startswith("ExecStart=")]
    words = shlex.split(started.removeprefix("ExecStart="))
    assert Path(words[0]).exists()
    assert words[1:3] == ["run", str(tmp_path / "scraper.toml")]
    assert f"ReadWritePaths={tmp_path}" in service
    assert "SuccessExitStatus=1 75" in service
    assert "ProtectSystem=strict" in service
    assert "OnUnitActiveSec=20min" in found["scraper.timer"].splitlines()


def test_systemd_lets_a_run_write_what_the_configuration_names(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    text = config.read_text().replace("[fetch]", '[fetch]\nrecord = "kept pages"')
    config.write_text(f'{text}\n[run]\nmetrics_file = "/var/lib/textfile/scraper.prom"\n')
    service = units(scraper)["scraper.service"].splitlines()
    written = [line for line in service if line.startswith("ReadWritePaths=")]
    assert written == [
        f"ReadWritePaths={tmp_path}",
        "ReadWritePaths=-/var/lib/textfile",
        f'ReadWritePaths="-{tmp_path}/kept pages"',
    ]


def test_systemd_lets_a_browser_lock_up_its_pages(scraper: Scraper, config: Path) -> None:
    needed = ["RestrictNamespaces=user pid net", "SystemCallFilter=capset chroot", "MemoryMax=2G"]
    assert not set(needed) & set(units(scraper)["scraper.service"].splitlines())
    config.write_text(f"{config.read_text()}\nrender = true\n")
    assert set(needed) <= set(units(scraper)["scraper.service"].splitlines())


@pytest.mark.skipif(not seccomp.available(), reason="needs systemd-analyze and libseccomp")
def test_a_run_does_with_the_system_calls_that_systemd_leaves_it(
    scraper: Scraper, config: Path
) -> None:
    service = units(scraper)["scraper.service"]
    done = seccomp.run(service, ["scraper", "run", str(config)])
    assert done.returncode == 0, done.stderr
    assert "2 new, 0 changed" in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    for name, text in units(scraper).items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "scraper.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in done.stderr
