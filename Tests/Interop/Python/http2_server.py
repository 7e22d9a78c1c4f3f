"""A gRPC server that misbehaves, or merely does what few servers do, as one of its cases says.

    http2_server.py CASE [--code N] [--together N] [--after BYTES]

It listens on a port of its own choice of 127.0.0.1, without TLS, and says so in its first line of stdout. Every request
that has come to its end, whatever its path, is answered with one message, {1: 7, 2: 1024 bytes of zeros}, and OK. What it
saw follows as one JSON object a line: {"event": NAME, "connection": N, "stream": ID, ...}.

CASE is one of those of grpc's negative-http2-interop-test-descriptions.md:

    goaway              after the first request of the first connection says that it takes no more, and answers
    rst_after_header    resets every stream after the response's headers
    rst_during_data     resets every stream after half of the message
    rst_after_data      resets every stream after the message, before the trailers
    ping                pings before and after headers and data
    max_streams         takes one stream at a time
    data_frame_padding  pads every DATA frame

or one of our own:

    well_behaved        none of these; holds the answers back until --together requests have come
    goaway_unseen       the first connection ends with a GOAWAY that says that none of its streams was looked at
    refused             the first stream of every connection is refused unseen
    rst_upload          resets every stream when --after bytes of its request have come
    close_upload        closes the connection when --after bytes of a request have come

--code is the HTTP/2 error code of a reset; 0 by default, as described there.
"""

import argparse
import itertools
import json
import socket
import struct
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings

PAYLOAD = bytes(1024)
MESSAGE = b"\x08\x07" + b"\x12\x80\x08" + PAYLOAD
FRAME = struct.pack(">BI", 0, len(MESSAGE)) + MESSAGE
HEADERS = [(":status", "200"), ("content-type", "application/grpc")]
TRAILERS = [("grpc-status", "0")]

told = threading.Lock()


def tell(**fact):
    with told:
        print(json.dumps(fact), flush=True)


class Connection:
    def __init__(self, number, client, arguments):
        self.number = number
        self.client = client
        self.arguments = arguments
        self.case = arguments.case
        self.received = {}
        self.pending = []
        self.streams = 0
        self.sent_pings = 0
        self.answered_pings = 0
        self.closing = False
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))

    def run(self):
        try:
            self.greet()
            while not self.closing:
                data = self.client.recv(65536)
                if not data:
                    break
                for event in self.http2.receive_data(data):
                    self.handle(event)
                self.flush()
        except h2.exceptions.ProtocolError as error:
            self.tell("violation", text=f"{type(error).__name__}: {error}")
        except OSError:
            # The client closed it at the same time.
            pass
        finally:
            self.tell("closed")
            self.client.close()

    def tell(self, event, **more):
        tell(event=event, connection=self.number, **more)

    def greet(self):
        self.http2.initiate_connection()
        if self.case == "max_streams":
            # Holds from the client's acknowledgement on; more streams are a violation then.
            self.http2.update_settings({h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1})
        self.http2.increment_flow_control_window(1 << 24)
        self.flush()

    def flush(self):
        self.client.sendall(self.http2.data_to_send())

    def handle(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.begin(event.stream_id)
        elif isinstance(event, h2.events.DataReceived):
            if event.stream_id in self.received:
                self.received[event.stream_id] += len(event.data)
                self.take(event.stream_id, event.flow_controlled_length)
        elif isinstance(event, h2.events.StreamEnded):
            if event.stream_id in self.received:
                self.end(event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self.received.pop(event.stream_id, None)
            self.tell("reset by client", stream=event.stream_id, code=int(event.error_code))
        elif isinstance(event, h2.events.PingAckReceived):
            self.answered_pings += 1
            self.tell("ping answered", count=self.answered_pings)
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.tell("goaway from client", code=int(event.error_code))

    def begin(self, stream):
        self.streams += 1
        self.received[stream] = 0
        self.tell("request", stream=stream, open=len(self.received))
        if self.case == "refused" and self.streams == 1:
            self.reset(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
        elif self.case == "goaway_unseen" and self.number == 1:
            self.tell("goaway", stream=stream)
            self.client.sendall(goaway(last_stream=0))
            self.received.clear()

    def take(self, stream, length):
        self.http2.acknowledge_received_data(length, stream)
        enough = self.received[stream] >= self.arguments.after
        if self.case == "rst_upload" and enough:
            self.reset(stream)
        elif self.case == "close_upload" and enough:
            self.closing = True

    def end(self, stream):
        self.tell("ended", stream=stream, bytes=self.received[stream])
        self.pending.append(stream)
        if len(self.pending) >= self.arguments.together:
            for waiting in self.pending:
                self.answer(waiting)
            self.pending.clear()

    def answer(self, stream):
        if self.case == "goaway" and self.number == 1:
            self.tell("goaway", stream=stream)
            self.flush()
            self.client.sendall(goaway(stream))
        self.ping()
        self.http2.send_headers(stream, HEADERS)
        self.ping()
        if self.case == "rst_after_header":
            return self.reset(stream)
        if self.case == "rst_during_data":
            self.http2.send_data(stream, FRAME[: len(FRAME) // 2])
            return self.reset(stream)
        if self.case == "data_frame_padding":
            self.send_padded(stream)
        else:
            self.http2.send_data(stream, FRAME)
        self.ping()
        if self.case == "rst_after_data":
            return self.reset(stream)
        self.http2.send_headers(stream, TRAILERS, end_stream=True)
        del self.received[stream]
        self.tell("answered", stream=stream)
        self.flush()

    def send_padded(self, stream):
        # No padding, one byte (the length alone), the most there can be; an empty frame that is nothing but padding too.
        for index, padding in enumerate(itertools.islice(itertools.cycle([None, 0, 1, 255]), 64)):
            size = -(-len(FRAME) // 64)
            self.http2.send_data(stream, FRAME[index * size : (index + 1) * size], pad_length=padding)
        self.http2.send_data(stream, b"", pad_length=100)

    def ping(self):
        if self.case == "ping":
            self.sent_pings += 1
            self.http2.ping(struct.pack(">Q", self.sent_pings))
            self.flush()

    def reset(self, stream, code=None):
        code = self.arguments.code if code is None else code
        self.received.pop(stream)
        self.tell("reset", stream=stream, code=int(code))
        # What is on its way is sent first, so that the reset comes after it.
        self.flush()
        self.http2.reset_stream(stream, code)
        self.flush()


def goaway(last_stream):
    # By hand: after http2.close_connection nothing may follow, where a server that stops still answers.
    # RFC 9113, section 6.8: length 8, type 7, no flags, stream 0; the last stream taken and NO_ERROR.
    return b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + struct.pack(">II", last_stream, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    parser.add_argument("--code", type=int, default=0)
    parser.add_argument("--together", type=int, default=1)
    parser.add_argument("--after", type=int, default=1 << 62)
    arguments = parser.parse_args()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        for number in itertools.count(1):
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=Connection(number, client, arguments).run, daemon=True).start()


if __name__ == "__main__":
    main()
