"""As much of HTTP/2 as an attacker needs: frames are made by hand, and nothing is checked before it is sent."""
import select
import socket
import ssl
import struct
import time

from hpack import Decoder, Encoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW = 65_535


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def varint(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def location(x, y):
    """A Location message; an Area has two of them."""
    return b"\x08" + varint(x) + b"\x10" + varint(y)


def image(x, y, content):
    """An Image message."""
    return location(x, y) + b"\x1a" + varint(len(content)) + content


def area(to_x, to_y):
    """An Area message from (0, 0)."""
    corner = location(to_x, to_y)
    return b"\x0a\x00\x12" + varint(len(corner)) + corner


def message(body):
    return struct.pack(">BI", 0, len(body)) + body


def request_headers(path, extra=()):
    """A block that refers to no table, so that it can be sent again and again."""
    fields = [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "localhost"),
              ("te", "trailers"), ("content-type", "application/grpc"), *extra]
    encoder = Encoder()
    encoder.header_table_size = 0
    return encoder.encode(fields)


class Connection:
    """One TLS connection with one certificate."""

    def __init__(self, host, name="client", settings=b"", timeout=10):
        plain = socket.create_connection(("127.0.0.1", host.port), timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = host.tls(name).wrap_socket(plain, server_hostname="localhost")
        self.decoder = Decoder()
        self.buffer = b""
        self.next_stream = 1
        self.window = {0: INITIAL_WINDOW}
        self.initial = INITIAL_WINDOW
        self.send(PREFACE + frame(SETTINGS, payload=settings))

    def send(self, data):
        self.socket.settimeout(10)
        self.socket.sendall(data)

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass

    def open(self, path, body=b"", end=True, extra=()):
        stream = self.next_stream
        self.next_stream += 2
        self.window.setdefault(stream, self.initial)
        self.send(frame(HEADERS, END_HEADERS, stream, request_headers(path, extra))
                  + (frame(DATA, END_STREAM if end else 0, stream, message(body)) if end or body else b""))
        return stream

    def has_data(self):
        """Whether something has come."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(0))

    def frames(self, seconds):
        """What comes within a time; ends with the connection."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(1 << 16)
            except (TimeoutError, ssl.SSLWantReadError):
                return
            if not data:
                raise ConnectionError("closed")
            self.buffer += data
            while len(self.buffer) >= 9:
                length = int.from_bytes(self.buffer[:3], "big")
                if len(self.buffer) < 9 + length:
                    break
                kind, flags, stream = struct.unpack(">BBI", self.buffer[3:9])
                payload, self.buffer = self.buffer[9:9 + length], self.buffer[9 + length:]
                self.note(kind, flags, stream, payload)
                yield kind, flags, stream, payload

    def note(self, kind, flags, stream, payload):
        if kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, payload=payload))
        elif kind == WINDOW_UPDATE:
            self.window[stream] = self.window.get(stream, self.initial) + int.from_bytes(payload, "big")
        elif kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                name, value = struct.unpack(">HI", payload[at:at + 6])
                if name == 4:
                    self.window = {key: size + value - self.initial if key else size for key, size in self.window.items()}
                    self.initial = value
            self.send(frame(SETTINGS, ACK))

    def status(self, stream, seconds=10):
        """The grpc-status of a call, and its message; None without an answer."""
        fields = {}
        for kind, flags, of, payload in self.frames(seconds):
            if kind == HEADERS:
                decoded = self.decoder.decode(payload, raw=True)
                if of == stream:
                    fields.update(decoded)
            if kind == DATA and payload:
                grant = struct.pack(">I", len(payload))
                self.send(frame(WINDOW_UPDATE, payload=grant))
            if of == stream and (kind == RESET or (kind in (HEADERS, DATA) and flags & END_STREAM)):
                break
        status = fields.get(b"grpc-status")
        return None if status is None else int(status), fields.get(b"grpc-message", b"").decode()

    def call(self, path="/satellite.Satellite/GetImage", body=location(2, 3), seconds=10, extra=()):
        return self.status(self.open(path, body, extra=extra), seconds)
