using Grpc.Core;

namespace CodeFirst.Grpc;

/// <summary>A message while it is decompressed, which fails where the bytes are not exactly one message of their encoding.</summary>
/// <param name="encoding">How it is compressed.</param>
/// <param name="decompressor">Takes it apart.</param>
internal sealed class WholeMessageStream(string encoding, Decompressor decompressor) : ReadOnlyStream
{
    private bool _disposed;

    /// <exception cref="RpcException">INTERNAL: the bytes are not compressed so (statuscodes.md, "decompress failure").</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = decompressor.Read(buffer);
            return read > 0 || buffer.IsEmpty || decompressor.IsWhole ? read : throw new InvalidDataException("it is cut short, or more than one message");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The received message cannot be decompressed as '{encoding}': {e.Message}", e));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            decompressor.Dispose();
        }

        base.Dispose(disposing);
    }
}
