using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Micro.Http2;

/// <summary>A server that answers every call with the same bytes, and allocates nothing for it. A thread per connection.</summary>
internal sealed class CannedServer : IDisposable
{
    private static readonly byte[] Headers = [IndexedStatus200, .. HeaderBlock.Encode(("content-type", "application/grpc"))];
    private static readonly byte[] Trailers = HeaderBlock.Encode(("grpc-status", "0"));

    /// <summary>RFC 7541, appendix A, entry 8.</summary>
    private const byte IndexedStatus200 = 0x88;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _response;

    /// <param name="response">The response's messages in their frames; no more than one DATA frame holds.</param>
    public CannedServer(byte[] response)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(response.Length, Frame.MaxPayload);
        _response = response;
        _listener.Start();
        Address = new Uri("http://" + _listener.LocalEndpoint);
        Start(Accept);
    }

    public Uri Address { get; }

    /// <summary>Takes no more connections. Those there are end when their clients close them.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Start(Action run) => new Thread(() => run()) { IsBackground = true, Name = nameof(CannedServer) }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                Start(() => Serve(socket));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Disposed, in the middle of a wait for a connection or before it.
        }
    }

    private void Serve(Socket socket)
    {
        using var connection = new FrameConnection(socket);
        byte[] answer = new byte[(3 * Frame.HeaderSize) + Headers.Length + _response.Length + Trailers.Length];
        int data = Frame.Write(answer, FrameType.Headers, Frame.EndHeaders, 0, Headers);
        int trailers = data + Frame.Write(answer.AsSpan(data), FrameType.Data, 0, 0, _response);
        Frame.Write(answer.AsSpan(trailers), FrameType.Headers, Frame.EndHeaders | Frame.EndStream, 0, Trailers);
        try
        {
            connection.Skip(RawClient.Preface.Length);
            connection.Open();
            while (connection.TryRead(out Frame frame))
            {
                if (frame.EndsStream)
                {
                    Frame.WriteStream(answer, frame.Stream);
                    Frame.WriteStream(answer.AsSpan(data), frame.Stream);
                    Frame.WriteStream(answer.AsSpan(trailers), frame.Stream);
                    connection.Send(answer);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            // The client is gone, or has given up, and knows why.
        }
    }
}
