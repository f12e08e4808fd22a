"""The load generator: threads of the standard library's http.client, kept-alive, in a process of its own.

    python -m bench.load '{"port": 8000, "seconds": 5, "visits": [{"cookie": "…", "path": "/"}, …]}'

Each visit is one client (a thread); with "answers" (sites, or paths of links) it fetches a site's page and sends the
form on it, again and again. Prints {"count", "seconds", "p50", "p95", "bad"}; of a form the time of the sending counts.
"""

import http.client
import json
import sys
import threading
import time
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlencode


class Fields(HTMLParser):
    """What a browser would send with the answer's form, as it stands on the page."""

    def __init__(self, page):
        super().__init__()
        self.values, self.inside = {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag == "form":
            self.inside = (facts.get("action") or "").endswith("/answer")
        elif self.inside and tag in ("input", "textarea") and facts.get("name") and _is_sent(facts):
            self.values[facts["name"]] = facts.get("value", "")


def _is_sent(facts):
    return facts.get("type") not in ("radio", "checkbox") or "checked" in facts


class Client(threading.Thread):
    """One person who asks again as soon as he is answered."""

    def __init__(self, port, visit, until):
        super().__init__()
        self.visit, self.until, self.times, self.bad = visit, until, [], 0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": visit["cookie"], "Accept": "text/html"}

    def run(self):
        """Ask until the time is over."""
        turns = cycle(self.visit.get("answers") or [None])
        while time.perf_counter() < self.until:
            site = next(turns)
            if site is None:
                self._timed("GET", self.visit["path"], None, 200)
            else:
                self._answer(site)

    def _answer(self, site):
        by_link = str(site).startswith("/x/")
        _status, page = self._ask("GET", f"{site}/answer" if by_link else f"/sites/{site}?change=1", None)
        values = Fields(page.decode()).values | {"reply": "yes", "expected_count": "24"}
        self._timed("POST", f"{site}/answer" if by_link else f"/sites/{site}/answer", urlencode(values), 302)

    def _timed(self, method, path, body, wanted):
        began = time.perf_counter()
        status, _page = self._ask(method, path, body)
        self.times.append(time.perf_counter() - began)
        self.bad += status != wanted

    def _ask(self, method, path, body):
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.connection.request(method, path, body, {**self.headers, **form})
        answer = self.connection.getresponse()
        # The session learns the token against forged forms with the first page that holds one.
        if fresh := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] = fresh.split(";", 1)[0]
        return answer.status, answer.read()


def main():
    """Measure as the argument says and print what was found."""
    asked = json.loads(sys.argv[1])
    began = time.perf_counter()
    clients = [Client(asked["port"], visit, began + asked["seconds"]) for visit in asked["visits"]]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    times = sorted(took for client in clients for took in client.times)
    found = {
        "count": len(times),
        "seconds": time.perf_counter() - began,
        "p50": times[len(times) // 2],
        "p95": times[min(len(times) - 1, int(len(times) * 0.95))],
        "bad": sum(client.bad for client in clients),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
