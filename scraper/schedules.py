"""The crontab line and the systemd units for one installation."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

# Longer than a run takes to stop by itself (scraper.signals.LAST_CALL).
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where everything is; all paths absolute."""

    program: Path  # the `scraper` executable
    config: Path
    database: Path
    user: str
    every: timedelta
    max_time: timedelta  # of one run, so that runs seldom meet
    written: tuple[Path, ...] = ()  # folders that a run writes to, beside the database's own
    renders: bool = False  # some source's pages are loaded in a browser


def crontab(installation: Installation) -> str:
    """One line for `crontab -e`; ValueError where cron cannot express the interval."""
    command = [str(installation.program), "run", str(installation.config)]
    command += ["--max-time", f"{int(installation.max_time.total_seconds())}s"]
    log = installation.database.with_name("scraper.log")
    quoted = " ".join(shlex.quote(word) for word in command).replace("%", r"\%")
    target = shlex.quote(str(log)).replace("%", r"\%")
    return f"{_times(installation.every)} {quoted} 2>> {target}\n"


def _times(every: timedelta) -> str:
    """The five fields of a crontab line."""
    minutes, rest = divmod(int(every.total_seconds()), 60)
    if not rest and 1 <= minutes < 60 and 60 % minutes == 0:
        return "* * * * *" if minutes == 1 else f"*/{minutes} * * * *"
    hours, rest = divmod(minutes, 60)
    if not rest and 1 <= hours < 24 and 24 % hours == 0:
        return "7 * * * *" if hours == 1 else f"7 */{hours} * * *"
    if every == timedelta(days=1):
        return "7 4 * * *"
    raise ValueError(
        "cron cannot do that evenly; take 1m, 2m, 5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, "
        "8h, 12h or 1d, or use systemd"
    )


def service(installation: Installation) -> str:
    """scraper.service: one run, allowed to write beside the database and what else it is told."""
    command = " ".join(
        _escaped(word).replace("$", "$$")  # in commands alone it begins a variable
        for word in (
            *(str(installation.program), "run", str(installation.config)),
            *("--log-format", "json"),
            *("--max-time", f"{int(installation.max_time.total_seconds())}s"),
        )
    )
    # Chromium locks its pages up in namespaces of their own, and needs room for two of them.
    memory, namespaces, more_calls = "1G", "yes", ""
    if installation.renders:
        memory, namespaces = "2G", "user pid net"
        more_calls = "SystemCallFilter=capset chroot\n"
    further = "".join(f"ReadWritePaths={_escaped(f'-{path}')}\n" for path in installation.written)
    return f"""\
[Unit]
Description=scraper: one scheduled run
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={installation.user}
ExecStart={command}
# 1: done, some pages failed; 75: another run is at work.  Neither is a failure of the service.
SuccessExitStatus=1 75
TimeoutStopSec={STOP_SECONDS}
MemoryMax={memory}
Nice=10

# It fetches hostile pages: it may talk to the web and write its database, and nothing else.
ReadWritePaths={_escaped(str(installation.database.parent))}
{further}\
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces={namespaces}
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
{more_calls}\
# Libraries that ask for more than they need are refused it; without this they would be killed.
SystemCallErrorNumber=EPERM
UMask=0027
"""


def timer(installation: Installation) -> str:
    """scraper.timer: when the service is started."""
    return f"""\
[Unit]
Description=scraper: a run every {_span(installation.every)}

[Timer]
OnBootSec=2min
OnUnitActiveSec={_span(installation.every)}
RandomizedDelaySec=30s

[Install]
WantedBy=timers.target
"""


def _span(duration: timedelta) -> str:
    """A duration as systemd writes it."""
    seconds = int(duration.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _escaped(word: str) -> str:
    """One word of a unit file: specifiers doubled, quoted where it needs to be."""
    word = word.replace("%", "%%")
    if any(character in word for character in " \t'\"\\;"):
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word
