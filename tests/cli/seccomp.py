"""A command with no more system calls than a unit of systemd leaves it."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050001, 0x7FFF0000  # seccomp.h; refused with EPERM
_NO_NEW_PRIVS = 38  # prctl.h


def available() -> bool:
    """Whether this machine has what it takes."""
    found = ctypes.util.find_library("seccomp")
    return found is not None and shutil.which("systemd-analyze") is not None


def run(unit: str, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of this environment's programs under SystemCallFilter as `unit` has it."""
    program, *arguments = command
    allowed = sorted(_allowed(unit))
    otherwise = _REFUSE if "SystemCallErrorNumber=EPERM" in unit else _KILL
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(otherwise)))
    for name in allowed:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of other machines
            library.seccomp_rule_add_array(rules, ctypes.c_uint32(_ALLOW), number, 0, None)

    def enter() -> None:
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        assert library.seccomp_load(rules) == 0

    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=enter,
    )


def _allowed(unit: str) -> set[str]:
    allowed = _calls("@default") | {"execve"}
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        named = set().union(*map(_calls, line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def _calls(name: str) -> set[str]:
    """The system calls of a group."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    members = [line.strip() for line in said.splitlines()[1:]]
    return set().union(*(_calls(one) for one in members if one and not one.startswith("#")))
