"""Programs under test: started on one core, measured by the operating system, ended by their id."""

import os
import shutil
import signal
import socket
import subprocess
import time

import tokens

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Failed(Exception):
    """Says what went wrong in words for the person at the terminal."""


def need(tool, package):
    """Path of a tool, or a message that says how to get it."""
    path = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/usr/local/sbin:/sbin")
    if not path:
        raise Failed(f"{tool}: not found on the path (Debian package: {package})")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """One running program and its children, pinned to a core; output goes to a file."""

    def __init__(self, name, command, core, folder, env=None):
        self.name = name
        self.log = os.path.join(folder, name + ".log")
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                [need("taskset", "util-linux"), "-c", str(core), *command],
                cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def wait_until_it_answers(self, port, seconds=30.0):
        """Returns once GET / on the port gives 200; fails with the program's own words."""
        end, last = time.monotonic() + seconds, "no answer"
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failed(f"{self.name}: ended with {self.process.returncode}\n{self.words()}")
            try:
                answer = fetch(port)
                if answer.startswith(b"HTTP/1.1 200 "):
                    return answer
                last = answer.split(b"\r\n")[0].decode("latin-1")
            except OSError as e:
                last = str(e)
            time.sleep(0.05)
        raise Failed(f"{self.name}: not ready after {seconds:.0f} s: {last}\n{self.words()}")

    def words(self):
        with open(self.log, errors="replace") as log:
            return log.read()[-4000:]

    def pids(self):
        """Its id and those of all its descendants."""
        found, queue = [], [self.process.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        queue += map(int, children.read().split())
            except OSError:
                pass  # it ended meanwhile
        return found

    def cpu_seconds(self):
        """User and system time so far, of all threads and processes."""
        return sum(int(f[11]) + int(f[12]) for f in map(stat_fields, self.pids()) if f) / TICK

    def resident_mib(self):
        return sum(int(f[21]) for f in map(stat_fields, self.pids()) if f) * PAGE / (1 << 20)

    def stop(self):
        pids = self.pids()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()


def stat_fields(pid):
    """Fields of /proc/PID/stat after the name, which may hold spaces; None when it has ended."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()
    except OSError:
        return None


def fetch(port):
    """The whole answer to one request, as bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
                  b"Authorization: Bearer " + tokens.valid().encode() + b"\r\n\r\n")
        answer = b""
        while piece := s.recv(65536):
            answer += piece
        return answer
