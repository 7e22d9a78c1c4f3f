"""Calls a Satellite server and prints what happened, one JSON object a line.

    satellite_client.py --server HOST:PORT --certs DIR [--token T] [--timeout SECONDS] CALL...

CALL is image:X,Y or area:X,Y:X,Y (lower left, upper right). All calls share one connection, one after another. Each image
received is a line {"x": .., "y": .., "img": BASE64}; the end of each call is a line {"status": NAME, "details": TEXT}. The
exit code says only whether the program itself worked: a refused call is a fact that was printed, not a failure.

The stubs satellite_pb2 and satellite_pb2_grpc, generated from the exported schema, are found through PYTHONPATH.
"""

import argparse
import asyncio
import base64
import json
import pathlib

import grpc
import satellite_pb2
import satellite_pb2_grpc


def tell(**fact):
    print(json.dumps(fact), flush=True)


def tell_image(image):
    tell(x=image.x, y=image.y, img=base64.b64encode(image.img).decode("ascii"))


def location(text):
    x, y = text.split(",")
    return satellite_pb2.Location(x=int(x), y=int(y))


def credentials(certs):
    return grpc.ssl_channel_credentials(
        root_certificates=(certs / "ca-cert.pem").read_bytes(),
        private_key=(certs / "client-key.pem").read_bytes(),
        certificate_chain=(certs / "client-cert.pem").read_bytes(),
    )


async def get_image(stub, cell, options):
    tell_image(await stub.GetImage(location(cell), **options))


async def get_images(stub, lower_left, upper_right, options):
    area = satellite_pb2.Area(ll=location(lower_left), ur=location(upper_right))
    async for image in stub.GetImages(area, **options):
        tell_image(image)


async def call(stub, text, options):
    kind, *corners = text.split(":")
    try:
        await {"image": get_image, "area": get_images}[kind](stub, *corners, options)
        tell(status="OK", details="")
    except grpc.aio.AioRpcError as error:
        tell(status=error.code().name, details=error.details())


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--certs", required=True, type=pathlib.Path)
    parser.add_argument("--token")
    parser.add_argument("--timeout", type=float, default=30)
    parser.add_argument("calls", nargs="+")
    arguments = parser.parse_args()

    options = {"timeout": arguments.timeout}
    if arguments.token is not None:
        options["metadata"] = (("token", arguments.token),)

    async with grpc.aio.secure_channel(arguments.server, credentials(arguments.certs)) as channel:
        stub = satellite_pb2_grpc.SatelliteStub(channel)
        for text in arguments.calls:
            await call(stub, text, options)


if __name__ == "__main__":
    asyncio.run(main())
