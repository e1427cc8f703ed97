"""One round of load: wrk on its own core, and the proxy's CPU time from before it to after it."""

import re
import subprocess
from dataclasses import dataclass

from processes import Failed, need

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass
class Round:
    """What one round gave; CPU in microseconds a request, latencies in milliseconds."""

    cpu_us: float
    per_second: float
    p50: float
    p99: float
    requests: int


def measure(proxy, port, seconds, options):
    """Loads one proxy for some seconds. Any error or answer but 2xx and 3xx is fatal."""
    command = [need("taskset", "util-linux"), "-c", str(options.load_core), need("wrk", "wrk"),
               "-t1", f"-c{options.connections}", f"-d{seconds}s", "--timeout", "5s", "--latency",
               *(["-H", f"Authorization: Bearer {options.token}"] if options.token else []),
               f"http://127.0.0.1:{port}/"]
    before = proxy.cpu_seconds()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 20)
    except subprocess.TimeoutExpired:
        raise Failed(f"{proxy.name}: wrk did not end in {seconds + 20} s") from None
    after = proxy.cpu_seconds()
    if done.returncode != 0:
        raise Failed(f"{proxy.name}: wrk failed: {done.stderr or done.stdout}")
    if proxy.process.poll() is not None:
        raise Failed(f"{proxy.name}: ended under load\n{proxy.words()}")
    return parse(proxy.name, done.stdout, after - before)


def parse(name, text, cpu):
    """Reads wrk's report."""
    for error in re.findall(r"(Socket errors:.*|Non-2xx or 3xx responses:.*)", text):
        raise Failed(f"{name}: {error}")
    requests = int(find(name, r"(\d+) requests in", text))
    if requests == 0:
        raise Failed(f"{name}: no request completed")
    return Round(cpu * 1e6 / requests, float(find(name, r"Requests/sec:\s+([\d.]+)", text)),
                 latency(name, "50%", text), latency(name, "99%", text), requests)


def latency(name, percentile, text):
    number, unit = re.match(r"([\d.]+)(\w+)", find(name, r"(?m)^\s+" + percentile + r"\s+(\S+)", text)).groups()
    return float(number) * UNITS[unit]


def find(name, pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise Failed(f"{name}: wrk's report lacks {pattern!r}:\n{text}")
    return match.group(1)
