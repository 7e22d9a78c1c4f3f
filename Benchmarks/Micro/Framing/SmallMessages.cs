using System.Buffers;
using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace Benchmarks.Micro.Framing;

/// <summary>A thousand small messages taken out of their frames and decoded; figures are per message.</summary>
[MemoryDiagnoser]
public class SmallMessages
{
    private const int Messages = 1000;
    private const int Limit = 4 * 1024 * 1024;

    /// <summary>Bytes of a piece of a pipe's memory.</summary>
    private const int Piece = 4096;

    private readonly MessageSerializer<Location> _serializer = MessageTypes.SerializerOf<Location>();
    private readonly byte[] _frames = Framed.Of(Enumerable.Range(0, Messages).Select(i => new Location { X = i, Y = 2 * i }));
    private readonly ReadOnlySequence<byte> _whole;
    private readonly ReadOnlySequence<byte> _pieces;
    private readonly MemoryStream _stream;

    public SmallMessages()
    {
        _whole = new ReadOnlySequence<byte>(_frames);
        _pieces = Cut(_frames);
        _stream = new MemoryStream(_frames);
    }

    /// <summary>The same serializer, and as little beside it as there can be.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsSum))]
    public long BareLoop()
    {
        long sum = 0;
        for (ReadOnlySpan<byte> rest = _frames; !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            sum += Sum(_serializer.Read(rest.Slice(Framed.PrefixSize, length)));
            rest = rest[(Framed.PrefixSize + length)..];
        }

        return sum;
    }

    /// <summary>As the server reads requests that came in one piece.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsSum))]
    public long Sequence() => ReadAll(_whole);

    /// <summary>As the server reads requests that came in pieces of its pipe's memory.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsSum))]
    public long SequenceOfPieces() => ReadAll(_pieces);

    /// <summary>As the client reads responses.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    [CheckedBy(nameof(IsSum))]
    public async Task<long> Reader()
    {
        long sum = 0;
        _stream.Position = 0;
        using var reader = new MessageReader(Limit);
        while (await reader.FillAsync(_stream, CancellationToken.None))
        {
            while (reader.TryRead(_serializer, out Location? message))
            {
                sum += Sum(message);
            }
        }

        return sum;
    }

    public bool IsSum(long sum) => sum == 3L * Messages * (Messages - 1) / 2;

    private static long Sum(Location message) => message.X + message.Y;

    private long ReadAll(ReadOnlySequence<byte> rest)
    {
        long sum = 0;
        var rules = new ReceiveRules(Limit, null);
        while (MessageSequence.TryRead(ref rest, rules, out ReadOnlySequence<byte> message, out _))
        {
            sum += Sum(MessageParser.Parse(_serializer, message));
        }

        return sum;
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, Piece));
        Segment last = first;
        for (int start = Piece; start < bytes.Length; start += Piece)
        {
            last = last.Append(bytes.AsMemory(start, Math.Min(Piece, bytes.Length - start)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
