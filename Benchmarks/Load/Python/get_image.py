"""Gets one image with grpcio, as a whole process: what satcli get-image is measured against.

    get_image.py HOST:PORT CERTS

The stubs, generated from the exported schema, are found through PYTHONPATH.
"""

import pathlib
import sys

import grpc
import satellite_pb2
import satellite_pb2_grpc

server, certs = sys.argv[1], pathlib.Path(sys.argv[2])
credentials = grpc.ssl_channel_credentials(
    root_certificates=(certs / "ca-cert.pem").read_bytes(),
    private_key=(certs / "client-key.pem").read_bytes(),
    certificate_chain=(certs / "client-cert.pem").read_bytes(),
)
with grpc.secure_channel(server, credentials) as channel:
    image = satellite_pb2_grpc.SatelliteStub(channel).GetImage(satellite_pb2.Location(x=3, y=4))
    print(image.img.decode("ascii"))
