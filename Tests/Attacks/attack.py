#!/usr/bin/python3 -B
"""Attacks a Host that it starts itself, on loopback, and says whether the attack won.

    Tests/Attacks/attack.py NAME [--control]
    Tests/Attacks/attack.py all

NAME is one of those that `attack.py list` prints. With --control the Host runs without the defence, and the attack must win: a defence that
cannot fail proves nothing. Prints one line: name, figure, target, held or lost. The exit code is 0 when the line says what it should.

Needs Debian's python3-h2 (for hpack), the built solution (dotnet build CodeFirstSatellite.sln -c Release), and 6,000 open files.
"""
import argparse
import concurrent.futures
import json
import multiprocessing
import resource
import socket
import statistics
import struct
import sys
import threading
import time

from host import Host, MAP_SIDE
from http2 import (
    Connection, DATA, END_HEADERS, END_STREAM, HEADERS, PING, RESET, SETTINGS, area, frame, image, location, message, request_headers)

IMAGE = "/satellite.Satellite/GetImage"
IMAGES = "/satellite.Satellite/GetImages"
STORE = "/satellite.archive.v1.Archive/PutImages"
WHOLE_MAP = area(MAP_SIDE - 1, MAP_SIDE - 1)
LARGEST = 4 << 20


def slots(control):
    """Streams that are reset as soon as they are opened, over and over."""
    with Host("--limits", "connections=200", "--client-limits", "connections=none") as host:
        block = request_headers(IMAGES)
        streams = [
            frame(HEADERS, END_HEADERS, stream, block) + frame(DATA, END_STREAM, stream, message(WHOLE_MAP))
            + frame(RESET, 0, stream, struct.pack(">I", 8)) for stream in range(1, 6_001, 2)]
        bursts = [b"".join(streams[i:i + 20]) for i in range(0, len(streams), 20)]

        def attempt(_):
            try:
                connection = Connection(host)
                for burst in bursts:
                    connection.send(burst)
                connection.close()
            except OSError:
                pass

        def attack(attempts):
            with concurrent.futures.ThreadPoolExecutor(2) as threads:
                list(threads.map(attempt, range(attempts)))

        def let_go():
            return host.metric("satellite_refusals_total", satellite_reason="never_ends")

        if control:
            # Kestrel's own count is what MaxConcurrentConnections would go by: what it has left, and what the Host took off it.
            attempts = lost = 0
            while lost < 10 and attempts < 10_000:
                attack(250)
                attempts += 250
                time.sleep(5)
                lost = let_go() + host.metric("kestrel_active_connections")
            return f"{lost:.0f} places lost of Kestrel's own count, {attempts:,} attempts", "0 lost", lost < 10
        attempts = 10_000
        attack(attempts)
        free = 0
        held = []
        for _ in range(200):
            try:
                connection = Connection(host, "good")
                held.append(connection)
                free += connection.call()[0] == 0
            except OSError:
                pass
        log = host.log_path.stat().st_size / 1e6
        for connection in held:
            connection.close()
        return f"{200 - free} of 200 places lost after {attempts:,} attempts ({let_go():.0f} hung connections let go; log {log:.1f} MB)", \
            "0 lost, log under 10 MB", free == 200 and log < 10


def handshakes(control):
    """1,100 TCP connections that say nothing, opened again as they are cut."""
    limits = "connections=1000,handshakes=none,handshakes-per-address=none" if control else "connections=1000"
    with Host("--limits", limits) as host:
        silent = []
        stop = threading.Event()

        def keep_open():
            while not stop.is_set():
                while len(silent) < 1_100:
                    plain = socket.create_connection(("127.0.0.1", host.port), 10)
                    plain.setblocking(False)
                    silent.append(plain)
                for plain in list(silent):
                    try:
                        ended = plain.recv(100) == b""
                    except BlockingIOError:
                        ended = False
                    except OSError:
                        ended = True
                    if ended:
                        plain.close()
                        silent.remove(plain)
                stop.wait(0.02)

        thread = threading.Thread(target=keep_open)
        thread.start()
        time.sleep(2)
        held = host.metric("kestrel_active_connections")
        good = 0
        for _ in range(50):
            try:
                connection = Connection(host, "good")
                good += connection.call()[0] == 0
                connection.close()
            except OSError:
                pass
        stop.set()
        thread.join()
        for plain in silent:
            plain.close()
        # Without the limits all the silent connections are held: they count apart, so they do not take places.
        return f"{good} of 50 new clients served, {held:.0f} silent connections held", "50 served, at most 500 held", \
            good == 50 and held <= 501


def greedy(control):
    """5,000 connections and 10,000 streams of one certificate, while another client works."""
    limits = ("--client-limits", "connections=none,calls=none,streams=none") if control else ()
    with Host(*limits, "--send-delay", "1s") as host, Host(*limits, "--send-delay", "1s") as another:
        # The machine is as busy when somebody attacks another Host on it. What is worse than that is the Host's fault, and what is worse
        # once of two times is somebody else's.
        before, during, lost, made = [], [], 0, 0
        for attacked, seen in ((another, before), (host, during)) * 2:
            (latencies, failed), (connections, streams) = beside(host, lambda: swarm(attacked))
            seen.append(statistics.quantiles(latencies, n=100)[98] * 1e3)
            lost += failed
            made += len(latencies)
        return f"{lost} of {made:,} calls of another client lost; p99 {min(during):.0f} ms during the attack, " \
            f"{min(before):.0f} ms during one on another Host; {connections:,} connections, {streams:,} streams", \
            "none lost, p99 at most doubled", lost == 0 and streams >= 10_000 and min(during) <= 2 * min(before)


def swarm(host):
    """Opens 5,000 connections and 10,000 streams. Returns how many it got to open."""
    held = []
    connections = streams = 0
    end = time.monotonic() + 200

    def connect():
        nonlocal connections
        connections += 1
        try:
            held.append(Connection(host))
        except OSError:
            pass

    while connections < 5_000:
        connect()
    while streams < 10_000 and time.monotonic() < end:
        if not held:
            connect()
        for connection in list(held):
            try:
                connection.open(IMAGES, WHOLE_MAP)
                streams += 1
                if connection.has_data():
                    list(connection.frames(0.001))
            except OSError:
                connection.close()
                held.remove(connection)
    return connections, streams


def beside(host, attack):
    """What a good client sees while a process attacks, and the attack's result."""
    ours, theirs = multiprocessing.Pipe()
    attacker = multiprocessing.get_context("fork").Process(target=lambda: theirs.send(attack()), daemon=True)
    attacker.start()
    theirs.close()
    seen = work(host, 400, ours.poll)
    result = ours.recv()
    attacker.join()
    return seen, result


def work(host, calls, is_over):
    """A good client: each call on time, and now and then on a new connection. Returns latencies in seconds, and how many failed."""
    latencies, failed, connection = [], 0, None
    while len(latencies) < calls or not is_over():
        start = time.monotonic()
        try:
            if len(latencies) % 50 == 0:
                connection = Connection(host, "good")
            if connection.call()[0] != 0:
                failed += 1
        except (OSError, AttributeError):
            failed += 1
        latencies.append(time.monotonic() - start)
        time.sleep(0.01)
    return latencies, failed


def messages(control):
    """100 streams of one connection, each with a request of 4 MiB less a byte."""
    with Host(*(("--limits", "request-bytes=none") if control else ())) as host:
        before = host.memory()
        connection = Connection(host)
        sent = send_parts(connection, IMAGE)
        peak = host.memory()
        connection.close()
        time.sleep(30)
        after = host.memory()
        return f"{before} MiB before, {peak} MiB at most, {after} MiB 30 s after ({sent >> 20} MiB sent)", \
            "at most 50 MiB more", peak - before <= 50


def images(control):
    """100 streams of a client that may store, each with an image of 4 MiB less a byte, while another client stores."""
    limits = ("--limits", "receiving-bytes=none") if control else ()
    with Host("--writers", "client,good", "--map", "store=STORE#create=64x64,png", *limits) as host:
        on_map = (("map", "store"),)
        before = host.memory()
        connection = Connection(host)
        done = threading.Event()
        stored = failed = 0

        def store():
            nonlocal stored, failed
            good = Connection(host, "good")
            while not done.is_set():
                status = good.call(STORE, image(stored % 64, 0, b"x" * 12_000), extra=on_map)[0]
                stored += status == 0
                failed += status != 0
                time.sleep(0.01)

        thread = threading.Thread(target=store)
        thread.start()
        sent = send_parts(connection, STORE, on_map)
        peak = host.memory()
        done.set()
        thread.join()
        refused = host.metric("satellite_refusals_total", satellite_reason="receiving_bytes")
        connection.close()
        time.sleep(30)
        after = host.memory()
        return f"{before} MiB before, {peak} MiB at most, {after} MiB 30 s after ({sent >> 20} MiB sent, {refused:.0f} calls refused); " \
            f"{failed} of {stored + failed} calls of another client lost", \
            "at most 150 MiB more, 80 after 30 s, none lost", \
            peak - before <= 150 and after - before <= 80 and failed == 0 and stored > 0


def send_parts(connection, path, extra=()):
    """Sends all but the last byte of a message of 4 MiB on each of 100 streams. Returns how many bytes went out."""
    list(connection.frames(1))
    filler = b"x" * 16_000
    sent = 0
    for _ in range(100):
        stream = connection.next_stream
        connection.next_stream += 2
        connection.window[stream] = connection.initial - 5
        connection.window[0] -= 5
        try:
            connection.send(frame(HEADERS, END_HEADERS, stream, request_headers(path, extra)))
            connection.send(frame(DATA, 0, stream, struct.pack(">BI", 0, LARGEST)))
            rest, deadline, over = LARGEST - 1, time.monotonic() + 3, False
            while rest and not over and time.monotonic() < deadline:
                size = min(len(filler), rest, connection.window[0], connection.window[stream])
                if size > 0:
                    connection.send(frame(DATA, 0, stream, filler[:size]))
                    rest -= size
                    sent += size
                    connection.window[0] -= size
                    connection.window[stream] -= size
                for kind, flags, of, _ in connection.frames(0.0005 if size > 0 else 0.05):
                    over |= of == stream and (kind == RESET or (kind == HEADERS and flags & END_STREAM))
        except OSError:
            break
    return sent


def frames(control):
    """200,000 PING, SETTINGS or empty DATA frames on a connection, whose answers are read."""
    with Host(*(("--limits", "control-frames-per-second=none") if control else ())) as host:
        survived = []
        for name, one in (("PING", frame(PING, payload=bytes(8))), ("SETTINGS", frame(SETTINGS)), ("empty DATA", None)):
            connection = Connection(host)
            if one is None:
                stream = connection.next_stream
                connection.send(frame(HEADERS, END_HEADERS, stream, request_headers("/grpc.health.v1.Health/Check")))
                one = frame(DATA, 0, stream)
            try:
                for _ in range(200):
                    connection.send(one * 1_000)
                    list(connection.frames(0.001))
                list(connection.frames(1))
                survived.append(name)
            except OSError:
                pass
            connection.close()
        return f"{len(survived)} of 3 floods taken to their end ({', '.join(survived) or 'none'})", "0", not survived


def age(control):
    """Connections that are never idle, and whose client does not care for GOAWAY."""
    with Host("--send-delay", "1s", *(() if control else ("--connection-age", "2s", "--drain", "1s"))) as host:
        connections = [Connection(host) for _ in range(20)]
        for connection in connections:
            connection.open(IMAGES, WHOLE_MAP)
        alive = list(connections)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            for connection in list(alive):
                try:
                    connection.open(IMAGE, location(2, 3))
                    list(connection.frames(0.01))
                except OSError:
                    alive.remove(connection)
        for connection in connections:
            connection.close()
        return f"{len(alive)} of {len(connections)} connections go on after 10 s", "0", not alive


def audit(control):
    """Calls that may not be, and that bring lines of an audit log along."""
    forged = '"}\\n{"event":"stored","map":"forged"}'
    with Host(*(() if control else ("--audit", "AUDIT"))) as host:
        connection = Connection(host)
        refused = 0
        for _ in range(1_000):
            extra = (("map", forged), ("user-agent", forged), ("traceparent", forged), ("forged", forged))
            refused += connection.call(STORE, image(0, 0, b"x"), extra=extra)[0] == 7
        connection.close()
        time.sleep(1)
        lines = [json.loads(line) for line in host.audit_path.read_text().splitlines()] if host.audit_path.exists() else []
        written = sum(line["event"] == "refused" and line.get("status") == "PERMISSION_DENIED" for line in lines)
        return f"{written} of {refused} refused calls written down, {len(lines) - written} other lines", \
            "1,000 of 1,000, no other", written == refused == len(lines) == 1_000


def swap(control):
    """Server certificate, key and CA file are replaced every second for a minute, while clients call and connect."""
    with Host() as host:
        pairs = [host.server_files("a"), host.server_files("b")]
        if control:
            # A CA that the clients are not of.
            with Host() as another:
                pairs[1] = another.server_files("b")
        done = threading.Event()
        calls = [0, 0]
        lock = threading.Lock()

        def call():
            while not done.is_set():
                failed = made = 0
                try:
                    connection = Connection(host, "good")
                    for made in range(1, 21):
                        failed += connection.call()[0] != 0
                    connection.close()
                except OSError:
                    failed, made = failed + 1, made + 1
                with lock:
                    calls[0] += made
                    calls[1] += failed

        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        for swapped in range(60):
            host.take(pairs[swapped % 2])
            time.sleep(1)
        done.set()
        for thread in threads:
            thread.join()
        taken = host.log_path.read_text().count("read again: the certificate ")
        return f"{calls[1]:,} of {calls[0]:,} calls failed; {taken} new certificates in 60 s", "none failed, 60 taken", \
            calls[1] == 0 and taken == 60


ATTACKS = {attack.__name__: attack for attack in (slots, handshakes, greedy, messages, images, frames, age, audit, swap)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["list", "all", *ATTACKS])
    parser.add_argument("--control", action="store_true")
    args = parser.parse_args()
    if args.name == "list":
        for name, attack in ATTACKS.items():
            print(f"{name:12} {attack.__doc__}")
        return 0
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    right = True
    for name in ATTACKS if args.name == "all" else [args.name]:
        figure, target, held = ATTACKS[name](args.control)
        right &= held != args.control
        print(f"| `{name}{' --control' if args.control else ''}` | {figure} | {target} | {'held' if held else 'lost'} |", flush=True)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
