#!/usr/bin/python3 -B
"""Attacks a Host that it starts itself, on loopback, and says whether the attack won.

    Tests/Attacks/attack.py NAME [--control]
    Tests/Attacks/attack.py all

NAME is one of those that `attack.py list` prints. With --control the Host runs without the defence, and the attack must win: a defence that
cannot fail proves nothing. Prints one line: name, figure, target, held or lost. The exit code is 0 when the line says what it should.

Needs Debian's python3-h2 (for hpack), the built solution (dotnet build CodeFirstSatellite.sln -c Release), and 4,096 open files.
"""
import argparse
import concurrent.futures
import socket
import statistics
import struct
import sys
import threading
import time

from host import Host, MAP_SIDE
from http2 import (Connection, DATA, END_HEADERS, END_STREAM, HEADERS, PING, RESET, SETTINGS, area, frame, location, message, request_headers)

IMAGE = "/satellite.Satellite/GetImage"
IMAGES = "/satellite.Satellite/GetImages"
WHOLE_MAP = area(MAP_SIDE - 1, MAP_SIDE - 1)


def slots(control):
    """Streams that are reset as soon as they are opened, over and over."""
    attempts = 300 if control else 10_000
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

        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            list(threads.map(attempt, range(attempts)))
        if control:
            # Kestrel's own count is what MaxConcurrentConnections would go by. It is read before the Host lets these connections go.
            time.sleep(5)
            lost = host.metric("kestrel_active_connections")
            return f"{lost:.0f} places lost of Kestrel's own count, {attempts} attempts", "0 lost", lost == 0
        free = 0
        held = []
        for _ in range(200):
            try:
                connection = Connection(host, "good")
                held.append(connection)
                free += connection.call()[0] == 0
            except OSError:
                pass
        let_go = host.metric("satellite_refusals_total", satellite_reason="never_ends")
        log = host.log_path.stat().st_size / 1e6
        for connection in held:
            connection.close()
        return f"{200 - free} of 200 places lost after {attempts} attempts ({let_go:.0f} hung connections let go; log {log:.1f} MB)", \
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
        return f"{good} of 50 new clients served, {held:.0f} silent connections held", "50 served, at most 500 held", good == 50 and held <= 501


def greedy(control):
    """5,000 connections and 10,000 streams of one certificate, while another client works."""
    limits = ("--client-limits", "connections=none,calls=none,streams=none,calls-per-second=none") if control else ()
    with Host(*limits, "--send-delay", "1s") as host:
        alone, failed_alone = work(host, 400)
        held = []
        refused = 0
        for _ in range(5_000):
            try:
                held.append(Connection(host))
            except OSError:
                refused += 1
        latencies, failed = [], 0
        stop = threading.Event()

        def call():
            nonlocal refused
            for _ in range(10_000):
                connection = held[_ % len(held)]
                try:
                    connection.open(IMAGES, WHOLE_MAP)
                except OSError:
                    refused += 1
                if _ % 100 == 0:
                    for each in held:
                        try:
                            list(each.frames(0.001))
                        except OSError:
                            pass
                if stop.is_set():
                    return

        attacker = threading.Thread(target=call)
        attacker.start()
        latencies, failed = work(host, 400)
        stop.set()
        attacker.join()
        for connection in held:
            connection.close()
        before, during = statistics.quantiles(alone, n=100)[98], statistics.quantiles(latencies, n=100)[98] if len(latencies) > 1 else 1e9
        return f"{failed + failed_alone} of 800 calls lost; p99 {before * 1e3:.1f} ms alone, {during * 1e3:.1f} ms beside the attack", \
            "none lost", failed + failed_alone == 0


def work(host, calls):
    """A good client: each call on time, and now and then on a new connection. Returns latencies in seconds, and how many failed."""
    latencies, failed, connection = [], 0, None
    for i in range(calls):
        start = time.monotonic()
        try:
            if i % 50 == 0:
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
        list(connection.frames(1))
        filler = b"x" * 16_000
        sent = 0
        for _ in range(100):
            stream = connection.next_stream
            connection.next_stream += 2
            connection.window[stream] = connection.initial - 5
            connection.window[0] -= 5
            try:
                connection.send(frame(HEADERS, END_HEADERS, stream, request_headers(IMAGE)))
                connection.send(frame(DATA, 0, stream, struct.pack(">BI", 0, 4 << 20)))
                rest, deadline, over = (4 << 20) - 1, time.monotonic() + 3, False
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
        peak = host.memory()
        connection.close()
        time.sleep(30)
        after = host.memory()
        return f"{before} MiB before, {peak} MiB at most, {after} MiB 30 s after ({sent >> 20} MiB sent)", \
            "at most 50 MiB more", peak - before <= 50


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


ATTACKS = {attack.__name__: attack for attack in (slots, handshakes, greedy, messages, frames)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["list", "all", *ATTACKS])
    parser.add_argument("--control", action="store_true")
    args = parser.parse_args()
    if args.name == "list":
        for name, attack in ATTACKS.items():
            print(f"{name:12} {attack.__doc__}")
        return 0
    right = True
    for name in ATTACKS if args.name == "all" else [args.name]:
        figure, target, held = ATTACKS[name](args.control)
        right &= held != args.control
        print(f"| `{name}{' --control' if args.control else ''}` | {figure} | {target} | {'held' if held else 'lost'} |", flush=True)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
