"""What the fetcher remembers of hosts, kept in the database from run to run."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

import msgspec

from scraper.fetcher.hosts import HostState
from scraper.store import Store


class HostMemory(MutableMapping[str, HostState]):
    """Host states, read when first asked for and written by `flush`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._states: dict[str, HostState] = {}
        self._changed: set[str] = set()

    def __getitem__(self, host: str) -> HostState:
        if host not in self._states:
            stored = self._store.host(host)
            if stored is None:
                raise KeyError(host)
            try:
                self._states[host] = msgspec.json.decode(stored, type=HostState)
            except (msgspec.ValidationError, msgspec.DecodeError):  # of another version
                raise KeyError(host) from None
        return self._states[host]

    def __setitem__(self, host: str, state: HostState) -> None:
        self._states[host] = state
        self._changed.add(host)

    def __delitem__(self, host: str) -> None:
        del self._states[host]

    def __iter__(self) -> Iterator[str]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def flush(self) -> None:
        """Write what changed since the last time."""
        changed, self._changed = self._changed, set()
        if changed:
            self._store.put_hosts(
                {host: msgspec.json.encode(self._states[host]).decode() for host in changed}
            )
