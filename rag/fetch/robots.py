"""robots.txt, asked once a host (RFC 9309): what may be fetched, and how long to wait between two pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from rag.fetch.transport import USER_AGENT, Page, Refused

#: Seconds between two pages of a host that asks for nothing else, and the most that it can ask for.
PAUSE = 1.0
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Robots:
    """The rules of the hosts visited so far. ``fetch`` gets a page or raises Refused; ``sleep`` waits."""

    fetch: Callable[[str], Page]
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _rules: dict[str, RobotFileParser | str] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def check(self, url: str) -> RobotFileParser:
        """The rules of the host of ``url``. Raises Refused where it does not want ``url`` fetched."""
        host = _host(url)
        if host not in self._rules:
            self._rules[host] = self._read(host)
        rules = self._rules[host]
        if isinstance(rules, str):
            raise Refused(rules)
        if not rules.can_fetch(USER_AGENT, url):
            raise Refused("the site's robots.txt does not allow it")
        return rules

    def wait_for(self, url: str) -> None:
        """Return when ``url`` may be fetched. Raises Refused where the host does not want it fetched."""
        rules, host = self.check(url), _host(url)
        wanted = min(float(rules.crawl_delay(USER_AGENT) or PAUSE), LONGEST_PAUSE)
        left = self._last.get(host, float("-inf")) + wanted - self.clock()
        if left > 0:
            self.sleep(left)
        self._last[host] = self.clock()

    def _read(self, host: str) -> RobotFileParser | str:
        """The host's rules, or why nothing of it may be fetched."""
        rules = RobotFileParser(f"{host}/robots.txt")
        try:
            page = self.fetch(f"{host}/robots.txt")
            rules.parse(page.data.decode("utf-8", "replace").splitlines())
        except Refused as refused:
            # No robots.txt allows everything; one that cannot be had just now, nothing.
            if refused.status is None or not 400 <= refused.status < 500:
                return f"its robots.txt cannot be read: {refused}"
            rules.parse([])
        return rules


def _host(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))
