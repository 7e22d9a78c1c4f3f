using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>
/// Calls the services in frames of HTTP/2 that are written out here. HttpClient would do it in fewer lines, but getting it to
/// run takes longer than all the rest of the warm-up, and the Host uses it for nothing else.
/// </summary>
/// <remarks>
/// RFC 9113, section 4.1: a frame is three bytes of length, type, flags, four bytes of stream, and the payload. RFC 7541,
/// section 6: header fields go as indexes of the static table or as literals, and with a dynamic table of size 0 come as literals.
/// </remarks>
internal sealed class WarmUpClient : IAsyncDisposable
{
    private const int FrameHeaderLength = 9;
    private const int LongestPayload = 16 * 1024;

    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    private readonly SslStream _stream;
    private readonly byte[] _payload = new byte[LongestPayload];
    private int _nextStream = 1;

    private WarmUpClient(SslStream stream) => _stream = stream;

    /// <summary>Connects to <paramref name="server"/>, which has to show <paramref name="serverCertificate"/>.</summary>
    public static async Task<WarmUpClient> ConnectAsync(UnixDomainSocketEndPoint server, X509Certificate2 own, X509Certificate2 serverCertificate, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(server, cancellationToken);
        var client = new WarmUpClient(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        await client._stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),

                // It need not be good for any name: it is known.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => serverCertificate.Equals(certificate),
            },
            cancellationToken);

        // Setting 1, the size of the dynamic table, is 0; setting 4, how much a stream may send unasked, is all that can be, and so is
        // the increment of the connection's own window.
        byte[] settings = [0, 1, 0, 0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF];
        byte[] increment = [0x7F, 0xFF, 0, 0];
        await client._stream.WriteAsync(
            (byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, settings), .. Frame(WindowUpdate, 0, 0, increment)],
            cancellationToken);
        return client;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Calls every method of the contracts, a watch as far as it ends by itself, and once each way in which the Host itself ends a call.</summary>
    /// <exception cref="InvalidOperationException">A call ended otherwise than it should.</exception>
    public async Task CallEverythingAsync(Grid grid, string token, CancellationToken cancellationToken)
    {
        // Up to 127 a coordinate is one byte in protobuf, and the Earth of 80x32 has enough images for every path.
        byte right = (byte)Math.Min(grid.Width - 1, 79);
        byte top = (byte)Math.Min(grid.Height - 1, 31);
        byte[] here = [];
        byte[] minusOne = [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        byte[] area = [0x0A, 0, 0x12, 4, 0x08, right, 0x10, top];

        await CallAsync("/satellite.catalog.v1.Catalog/GetMap", here, token, StatusCode.OK, cancellationToken);
        await CallAsync("/satellite.catalog.v1.Catalog/ListMaps", here, token, StatusCode.OK, cancellationToken);
        await CallAsync("/satellite.Satellite/GetImage", here, token, StatusCode.OK, cancellationToken);
        await CallAsync("/satellite.Satellite/GetImage", minusOne, token, StatusCode.OutOfRange, cancellationToken);
        await CallAsync("/satellite.Satellite/GetImages", area, token, StatusCode.OK, cancellationToken);
        await CallAsync("/satellite.Satellite/GetImages", [], token, StatusCode.InvalidArgument, cancellationToken);
        await CallAsync("/satellite.archive.v1.Archive/PutImages", here, token, StatusCode.PermissionDenied, cancellationToken);
        await CallAsync("/satellite.live.v1.Live/Watch", [0x0A, 0], token, StatusCode.InvalidArgument, cancellationToken);
        await CallAsync("/satellite.Satellite/GetImage", here, "wrong", StatusCode.PermissionDenied, cancellationToken);
    }

    private async Task CallAsync(string method, byte[] message, string token, StatusCode expected, CancellationToken cancellationToken)
    {
        int stream = _nextStream;
        _nextStream += 2;
        byte[] headers =
        [
            0x83, // :method POST
            0x87, // :scheme https
            .. Literal(":path", method), .. Literal(":authority", "localhost"), .. Literal("content-type", "application/grpc"),
            .. Literal("te", "trailers"), .. Literal("grpc-timeout", "30S"), .. Literal("token", token),
        ];

        // A message of gRPC: a byte for "not compressed", four for the length, the bytes.
        byte[] framed = [0, 0, 0, 0, (byte)message.Length, .. message];
        await _stream.WriteAsync((byte[])[.. Frame(Headers, EndHeaders, stream, headers), .. Frame(Data, EndStream, stream, framed)], cancellationToken);

        int? status = null;
        while (true)
        {
            (byte type, byte flags, int length) = await ReadFrameAsync(cancellationToken);
            if (type is ResetStream or GoAway)
            {
                throw new InvalidOperationException($"warm-up: {method} ended with a frame of type {type} (RST_STREAM is {ResetStream}, GOAWAY {GoAway})");
            }

            if (type == Settings && (flags & Acknowledged) == 0)
            {
                await _stream.WriteAsync(Frame(Settings, Acknowledged, 0, []), cancellationToken);
            }

            if (type == Headers)
            {
                status = StatusIn(_payload.AsSpan(0, length)) ?? status;
            }

            if (type is Headers or Data && (flags & EndStream) != 0)
            {
                break;
            }
        }

        // A map need not have an image at (0, 0).
        if (status != (int)expected && !(expected == StatusCode.OK && status == (int)StatusCode.NotFound))
        {
            throw new InvalidOperationException($"warm-up: {method} ended with grpc-status {status}, expected {(int)expected}");
        }
    }

    private async Task<(byte Type, byte Flags, int Length)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        await _stream.ReadExactlyAsync(_payload.AsMemory(0, FrameHeaderLength), cancellationToken);
        int length = BinaryPrimitives.ReadInt32BigEndian(_payload) >>> 8;
        (byte type, byte flags) = (_payload[3], _payload[4]);
        await _stream.ReadExactlyAsync(_payload.AsMemory(0, length), cancellationToken);
        return (type, flags, length);
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[FrameHeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, FrameHeaderLength);
        return frame;
    }

    // Without indexing, name and value as they are; both are shorter than 127.
    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), (byte)value.Length, .. System.Text.Encoding.ASCII.GetBytes(value)];

    private static int? StatusIn(ReadOnlySpan<byte> headers)
    {
        ReadOnlySpan<byte> name = "grpc-status"u8;
        int at = headers.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(headers.Slice(at + name.Length + 1, headers[at + name.Length]), out int status, out _) ? status : null;
    }
}
