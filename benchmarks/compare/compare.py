#!/usr/bin/env python3
"""CPU time per proxied request of several proxies, side by side: see benchmarks/README.md."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile

import load
import proxies
import report
import tokens
from processes import Failed, free_port

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--proxies", default="nginx,sluice", help="in this order [nginx,sluice]; also haproxy, sluice_jwt, and with a cache that hits: nginx_cache, haproxy_cache, sluice_cache")
    p.add_argument("--cmd", action="append", default=[], metavar="NAME=COMMAND",
                   help="another proxy; {port}, {origin} and {admin} are replaced by port numbers")
    p.add_argument("--baseline", default="nginx", help="whose cost is 1.0 [nginx]")
    p.add_argument("--rounds", type=int, default=5, help="[5]")
    p.add_argument("--seconds", type=int, default=5, help="of each round [5]")
    p.add_argument("--warmup", type=int, default=20, help="seconds of load before the first round [20]")
    p.add_argument("--connections", type=int, default=64, help="keep-alive connections [64]")
    p.add_argument("--body-size", type=int, default=6, help="bytes of the answer's body [6: about 120 in all]")
    p.add_argument("--proxy-core", type=int, default=0, help="[0]")
    p.add_argument("--load-core", type=int, default=1, help="of wrk and the origin [1]")
    p.add_argument("--transport", default="auto", help="sluice's: auto, epoll, io_uring or nio [auto]")
    p.add_argument("--launcher", default=os.path.join(ROOT, "sluice"), help="starts sluice [./sluice]")
    p.add_argument("--classpath", help="start sluice's main class from this class path instead")
    p.add_argument("--java", default="java", help="with --classpath [java]")
    p.add_argument("--java-opts", default="", help="JVM options of sluice")
    p.add_argument("--json", metavar="FILE", help="also write all figures here")
    p.add_argument("--keep", action="store_true", help="keep the folder of configs and logs")
    return p.parse_args()


def kinds(options):
    """Name of each proxy under test, and how it is started."""
    chosen = {}
    for name in filter(None, options.proxies.split(",")):
        if name not in proxies.KINDS:
            raise Failed(f"--proxies: {name} (expected: {', '.join(proxies.KINDS)})")
        chosen[name] = name
    for hook in options.cmd:
        name, _, command = hook.partition("=")
        if not command or name in chosen:
            raise Failed(f"--cmd: {hook} (expected: NAME=COMMAND with a new name)")
        chosen[name] = command
    return chosen


def compare(options, folder):
    chosen = kinds(options)
    running, rounds, resident = [], {}, {}
    try:
        behind = free_port()
        running.append(proxies.origin(behind, options.body_size, options.load_core, folder))
        answer = running[0].wait_until_it_answers(behind)
        print(f"answer of the origin: about {len(answer)} bytes, {options.body_size} of them body;"
              f" {options.connections} connections, {options.rounds} rounds of {options.seconds} s")
        under_test = []
        for name, kind in chosen.items():
            port = free_port()
            program = proxies.start(kind, name, options, (port, behind, free_port()), folder)
            running.append(program)
            program.wait_until_it_answers(port)
            under_test.append((program, port))
            rounds[name] = []
        for program, port in under_test:
            if options.warmup:
                print(f"warming up {program.name}: {options.warmup} s", flush=True)
                load.measure(program, port, options.warmup, options)
        for number in range(1, options.rounds + 1):
            print(f"\nround {number}\n{report.HEAD}")
            for program, port in under_test:
                result = load.measure(program, port, options.seconds, options)
                rounds[program.name].append(result)
                resident[program.name] = program.resident_mib()
                print(report.line(program.name, result), flush=True)
    finally:
        for program in reversed(running):
            program.stop()
    return report.summary(rounds, resident, options.baseline), rounds


def main():
    options = arguments()
    # who authenticates is not answered from a cache, so nobody does unless one has to
    options.token = tokens.valid() if "sluice_jwt" in options.proxies else ""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    folder = tempfile.mkdtemp(prefix="sluice-compare-")
    try:
        summary, rounds = compare(options, folder)
        report.print_summary(summary, options.baseline)
        if options.json:
            with open(options.json, "w") as out:
                every = {name: [vars(r) for r in of] for name, of in rounds.items()}
                json.dump({"options": vars(options), "median": summary, "rounds": every}, out, indent=1)
    except Failed as e:
        sys.exit(f"compare: {e}")
    except KeyboardInterrupt:
        sys.exit("compare: interrupted")
    finally:
        if options.keep:
            print(f"configs and logs: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
