using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using CodeFirst.Grpc;
using CodeFirst.Grpc.AspNetCore;
using CodeFirst.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benchmarks.Micro.Streams;

/// <summary>Ten thousand small messages of one response, which are ready at once; figures are per message.</summary>
[MemoryDiagnoser]
public class BatchedResponse : IServerStreamWriter<Location>
{
    private const int Messages = 10_000;
    private const int PrefixSize = 5;
    private const int BatchSize = 64 * 1024;

    private readonly MessageSerializer<Location> _serializer =
        ((CompiledMarshaller<Location>)MessageTypes.MarshallerOf<Location>()).Compiled;
    private readonly MessageLengths _lengths = new();
    private readonly StreamBatching _batching = new(NullLoggerFactory.Instance, maxSendMessageSize: null);
    private readonly Track _track = new() { Points = [.. Enumerable.Range(0, Messages).Select(i => new Location { X = i, Y = 2 * i })] };
    private readonly byte[] _batch = new byte[BatchSize];
    private readonly MemoryStream _body = new();
    private readonly MicroCall _call;
    private readonly byte[] _expected;

    public BatchedResponse()
    {
        _call = new MicroCall(_body);
        using var expected = new MemoryStream();
        foreach (Location location in _track.Points)
        {
            expected.Write(_batch, 0, WriteFrame(location, 0));
        }

        _expected = expected.ToArray();
    }

    public WriteOptions? WriteOptions { get; set; }

    /// <summary>The same serializer, and as little beside it as there can be.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsAll))]
    public long BareLoop()
    {
        _body.Position = 0;
        int used = 0;
        foreach (Location location in _track.Points)
        {
            used = WriteFrame(location, used);
            if (used > BatchSize / 2)
            {
                _body.Write(_batch, 0, used);
                used = 0;
            }
        }

        _body.Write(_batch, 0, used);
        return _body.Position;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsAll))]
    public async Task<long> Batches()
    {
        _body.Position = 0;
        await new ResponseStream<Location>(_batching, this, _call, _serializer).WriteAsync(new ReadyMessages<Location>(_track.Points));
        return _body.Position;
    }

    /// <summary>Stands for grpc-dotnet's writer, which gets the first message.</summary>
    public Task WriteAsync(Location message)
    {
        _body.Write(_batch, 0, WriteFrame(message, 0));
        return Task.CompletedTask;
    }

    public bool IsAll(long length)
    {
        bool right = length == _expected.Length && _body.GetBuffer().AsSpan(0, _expected.Length).SequenceEqual(_expected);
        Array.Clear(_body.GetBuffer());
        return right;
    }

    private int WriteFrame(Location location, int start)
    {
        int length = _serializer.Measure(location, _lengths);
        Span<byte> frame = _batch.AsSpan(start, PrefixSize + length);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        _serializer.Write(location, length, _lengths, frame[PrefixSize..]);
        return start + frame.Length;
    }
}
