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
from http2 import (Connection, DATA, END_HEADERS, END_STREAM, HEADERS, PING, RESET, area, frame, location, message, request_headers)

IMAGE = "/satellite.Satellite/GetImage"
IMAGES = "/satellite.Satellite/GetImages"
WHOLE_MAP = area(MAP_SIDE - 1, MAP_SIDE - 1)


def slots(control):
    """Streams that are reset as soon as they are opened, over and over."""
    attempts = 300 if control else 10_000
    with Host("--limits", "connections=200", environment={"Logging__LogLevel__call": "None"} if control else None) as host:
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

        with concurrent.futures.ThreadPoolExecutor(4) as threads:
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


ATTACKS = {attack.__name__: attack for attack in (slots, handshakes)}


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
