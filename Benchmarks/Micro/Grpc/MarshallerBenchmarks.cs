using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Benchmarks.Micro.Checking;
using CodeFirst.Grpc;
using Grpc.Core;
using ProtoBuf.Grpc.Configuration;

namespace Benchmarks.Micro.Grpc;

/// <summary>A message through the marshallers that calls have: that of a compiled contract beside protobuf-net.Grpc's.</summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public abstract class MarshallerBenchmarks<T>
    where T : class
{
    private readonly Marshaller<T> _compiled = MessageTypes.MarshallerOf<T>();
    private readonly Marshaller<T> _net = BinderConfiguration.Default.GetMarshaller<T>();
    private readonly MessageBuffer _buffer = new();
    private readonly T _message;
    private readonly byte[] _bytes;
    private readonly ReceivedMessage _received;

    protected MarshallerBenchmarks(T message)
    {
        _message = message;
        _bytes = ((CompiledMarshaller<T>)MessageTypes.MarshallerOf<T>()).Compiled.ToArray(message);
        _received = new ReceivedMessage(_bytes);
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    [CheckedBy(nameof(IsWritten))]
    public int NetWrite() => Write(_net);

    [Benchmark]
    [BenchmarkCategory("write")]
    [CheckedBy(nameof(IsWritten))]
    public int Write() => Write(_compiled);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    [CheckedBy(nameof(IsMessage))]
    public T NetRead() => _net.ContextualDeserializer(_received);

    [Benchmark]
    [BenchmarkCategory("read")]
    [CheckedBy(nameof(IsMessage))]
    public T Read() => _compiled.ContextualDeserializer(_received);

    public bool IsWritten(int length) => length == _bytes.Length && _buffer.Written.SequenceEqual(_bytes);

    public bool IsMessage(T message) =>
        ((CompiledMarshaller<T>)MessageTypes.MarshallerOf<T>()).Compiled.ToArray(message).AsSpan().SequenceEqual(_bytes);

    private int Write(Marshaller<T> marshaller)
    {
        _buffer.Clear();
        marshaller.ContextualSerializer(_message, _buffer);
        return _buffer.Written.Length;
    }
}
