using Grpc.Core;

namespace CodeFirst.Grpc;

/// <summary>A message while it is decompressed, up to a limit.</summary>
/// <param name="encoding">How it is compressed.</param>
/// <param name="compressedSize">Bytes that came.</param>
/// <param name="decompressor">Takes it apart.</param>
/// <param name="limit">Bytes that it may have.</param>
internal sealed class BoundedStream(string encoding, long compressedSize, Decompressor decompressor, int limit) : ReadOnlyStream
{
    private long _total;
    private bool _disposed;

    /// <exception cref="RpcException">
    /// INTERNAL: the bytes are not compressed so (statuscodes.md, "decompress failure"). RESOURCE_EXHAUSTED: the message is longer than the limit.
    /// </exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = decompressor.Read(buffer[..(int)Math.Min(buffer.Length, limit - _total + 1)]);
            _total += read;
            if (_total > limit)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"The received message of {compressedSize} bytes exceeds the limit of {limit} bytes when decompressed."));
            }

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
