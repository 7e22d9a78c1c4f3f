"""Calls an Exchange server and prints how each call ended, one JSON object a line.

    exchange_client.py --server HOST:PORT --certs DIR CALL...

CALL is a JSON object as Exchange/ExchangeCall.cs describes it; what is printed is its ExchangeOutcome. All calls share one
connection, one after another. The exit code says only whether the program itself worked: a call that failed is a fact that
was printed. The stubs exchange_pb2 and exchange_pb2_grpc are found through PYTHONPATH.
"""

import argparse
import asyncio
import base64
import json
import pathlib

import exchange_pb2
import exchange_pb2_grpc
import grpc

PATTERN = bytes(range(251))


def pattern(length):
    return (PATTERN * (length // len(PATTERN) + 1))[:length]


def questions(call):
    for index in range(call["count"]):
        yield exchange_pb2.Question(
            number=call["number"] + index,
            payload=pattern(call["size"]),
            answer_size=call["answer_size"],
            wish=call["wish"] if index == call["count"] - 1 else 0,
        )


def to_metadata(entries):
    return [(name, base64.b64decode(value) if name.endswith("-bin") else value) for name, value in entries]


def from_metadata(metadata):
    told = {}
    for name, value in metadata or ():
        told.setdefault(name, []).append(base64.b64encode(value).decode() if isinstance(value, bytes) else value)
    return told


def options(call):
    return {
        "timeout": call["timeout"],
        "metadata": to_metadata(call["metadata"]),
        "compression": grpc.Compression.Gzip if call["gzip"] else grpc.Compression.NoCompression,
    }


async def converse(stub, running, call, answers):
    """Asks and listens; each question but the first of Talk comes after the answer to the one before."""

    async def took(answer):
        answers.append(answer)
        if len(answers) == call["cancel_after"]:
            running.cancel()

    if call["method"] == "Collect":
        for question in questions(call):
            await running.write(question)
        await running.done_writing()
    if call["cancel_after"] == 0:
        await stub.Ask(exchange_pb2.Question(wish=exchange_pb2.Wish.WISH_MEET))
        running.cancel()
    if call["method"] in ("Ask", "Collect"):
        await took(await running)
        return
    if call["method"] == "Talk":
        for question in questions(call):
            await running.write(question)
            answer = await running.read()
            if answer is grpc.aio.EOF:
                return
            await took(answer)
        await running.done_writing()
    while (answer := await running.read()) is not grpc.aio.EOF:
        await took(answer)


async def run(stub, call):
    method = getattr(stub, call["method"])
    first = next(questions(call))
    running = method(first, **options(call)) if call["method"] in ("Ask", "Count") else method(**options(call))
    answers = []
    try:
        await converse(stub, running, call, answers)
    except (grpc.aio.AioRpcError, asyncio.CancelledError):
        # How the call ended is read below, where it ended without one too.
        pass
    code = await running.code()
    print(
        json.dumps(
            {
                "status": code.name,
                "details": await running.details(),
                "numbers": [answer.number for answer in answers],
                "sizes": [len(a.payload) if a.payload == pattern(len(a.payload)) else -1 for a in answers],
                "received": [answer.received for answer in answers],
                "compressed": [answer.compressed for answer in answers],
                "headers": from_metadata(await running.initial_metadata()),
                "trailers": from_metadata(await running.trailing_metadata()),
            }
        ),
        flush=True,
    )


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--certs", required=True, type=pathlib.Path)
    parser.add_argument("calls", nargs="+", type=json.loads)
    arguments = parser.parse_args()

    credentials = grpc.ssl_channel_credentials(
        root_certificates=(arguments.certs / "ca-cert.pem").read_bytes(),
        private_key=(arguments.certs / "client-key.pem").read_bytes(),
        certificate_chain=(arguments.certs / "client-cert.pem").read_bytes(),
    )
    unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    async with grpc.aio.secure_channel(arguments.server, credentials, options=unlimited) as channel:
        stub = exchange_pb2_grpc.ExchangeStub(channel)
        for call in arguments.calls:
            await run(stub, call)


if __name__ == "__main__":
    asyncio.run(main())
