"""What `lists.py` runs against the demo's server: the time to the first byte of a list page over HTTP."""

import argparse
import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import asdict

import ready

# isort: split
from django.core.management import call_command
from dougong.commands.fresh_static import collect_when_changed
from dougong.commands.management.commands.demo import Command
from dougong.tenancy import Account, issue_sign_in, tenant_by_key
from lists_filling import HOST
from lists_rig import LIST, Figure

sys.path.insert(0, str(ready.ROOT))
from tests.postgres import free_port


class Visitor:
    """One keep-alive connection with cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {"dougong_language": "en"}
        self.host = f"{HOST}:{port}"
        self.bytes = 0

    def ask(self, method: str, path: str, body: str = "") -> tuple[float, int, bytes]:
        """Milliseconds to the first byte, status, body."""
        headers = {
            "Host": self.host, "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Accept-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        before = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        taken = 1000 * (time.perf_counter() - before)
        for line in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        content = answer.read()
        self.bytes = len(content)
        return taken, answer.status, gzip.decompress(content) if answer.msg["Content-Encoding"] == "gzip" else content

    def sign_in(self, token: str) -> None:
        """By a one-time address."""
        page = self.ask("GET", f"/sign-in/{token}/")[2].decode()
        given = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert given, page[:500]
        assert self.ask("POST", f"/sign-in/{token}/", f"csrfmiddlewaretoken={given.group(1)}")[1] == 302


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = max(20, parser.parse_args().rounds)
    collect_when_changed()
    call_command("check", verbosity=0)
    tenant = tenant_by_key("big")
    assert tenant is not None, "filled before"
    token = issue_sign_in(Account.objects.get(login="reader"), tenant)
    port, command = free_port(), Command()
    server: subprocess.Popen[bytes] = command.start_server(port)
    figures = []
    try:
        command.wait_until_ready(port)
        visitor = Visitor(port)
        visitor.sign_in(token)
        for name, where in (("list page", LIST), ("list page, next", f"{LIST}?sort=-amount"), ("home", "/")):
            for _ in range(6):
                visitor.ask("GET", where)
            asked = [visitor.ask("GET", where) for _ in range(rounds)]
            assert all(status == 200 for _, status, _ in asked), {status for _, status, _ in asked}
            taken = sorted(one for one, _, _ in asked)
            p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
            figures.append(Figure(name, 60, statistics.median(taken), p95, bytes=visitor.bytes))
    finally:
        server.terminate()
        server.wait(timeout=20)
    print(json.dumps([asdict(one) | {"good": one.good} for one in figures]))


if __name__ == "__main__":
    os.environ["DOUGONG_HTTPS"] = "0"
    main()
