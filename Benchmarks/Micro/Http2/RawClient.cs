using System.Net.Sockets;

namespace Benchmarks.Micro.Http2;

/// <summary>A client that sends the same call again and again, and allocates nothing for it.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly FrameConnection _connection;
    private readonly byte[] _headers;
    private readonly byte[] _body;
    private readonly byte[] _requests;
    private readonly byte[] _response;
    private int _nextStream = 1;

    /// <param name="server">Where to connect, without TLS.</param>
    /// <param name="path">The method.</param>
    /// <param name="request">The request's messages in their frames; no more than one DATA frame holds.</param>
    /// <param name="response">The response's messages in their frames, as they should come.</param>
    /// <param name="concurrency">How many calls are made at a time.</param>
    /// <param name="headers">Further headers.</param>
    public RawClient(Uri server, string path, byte[] request, byte[] response, int concurrency, params IEnumerable<(string Name, string Value)> headers)
    {
        Expected = new Answers(concurrency, concurrency * (long)response.Length, response);
        _headers = HeaderBlock.Encode(
            [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", server.Authority), .. headers, ("te", "trailers"), ("content-type", "application/grpc"), ("user-agent", "raw/1.0")]);
        _body = request;
        _requests = new byte[concurrency * (2 * Frame.HeaderSize + _headers.Length + _body.Length)];
        _response = new byte[response.Length];

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _connection = new FrameConnection(socket);
        socket.Connect(server.Host, server.Port);
        _connection.Send(Preface);
        _connection.Open();
    }

    /// <summary>RFC 9113, section 3.4.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>What <see cref="Call"/> gives if all is right.</summary>
    public Answers Expected { get; }

    /// <summary>Makes the calls and waits for all their ends.</summary>
    public Answers Call()
    {
        int concurrency = Expected.Succeeded;
        int last = _nextStream + (2 * (concurrency - 1));
        SendAll(concurrency);

        int ended = 0, succeeded = 0, ofLast = 0;
        long bytes = 0;
        while (ended < concurrency)
        {
            if (!_connection.TryRead(out Frame frame))
            {
                throw new EndOfStreamException();
            }

            if (frame.Type == FrameType.Data)
            {
                bytes += frame.Payload.Length;
                if (frame.Stream == last)
                {
                    frame.Payload.CopyTo(_response.AsSpan(ofLast));
                    ofLast += frame.Payload.Length;
                }
            }

            if (frame.EndsStream)
            {
                ended++;

                // A literal, since the server was told to have no table.
                succeeded += frame.Type == FrameType.Headers && frame.Payload.IndexOf("grpc-status\u00010"u8) >= 0 ? 1 : 0;
            }
        }

        return new Answers(succeeded, bytes, _response);
    }

    public void Dispose() => _connection.Dispose();

    private void SendAll(int concurrency)
    {
        int used = 0;
        for (int i = 0; i < concurrency; i++)
        {
            used += Frame.Write(_requests.AsSpan(used), FrameType.Headers, Frame.EndHeaders, _nextStream, _headers);
            used += Frame.Write(_requests.AsSpan(used), FrameType.Data, Frame.EndStream, _nextStream, _body);
            _nextStream += 2;
        }

        _connection.Send(_requests.AsSpan(0, used));
    }
}
