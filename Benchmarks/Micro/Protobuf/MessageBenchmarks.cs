using System.Buffers;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Benchmarks.Micro.Checking;
using CodeFirst.Grpc;
using CodeFirst.Protobuf;
using Google.Protobuf;
using ProtoBuf;
using ProtoBuf.Meta;

namespace Benchmarks.Micro.Protobuf;

/// <summary>
/// One message measured, written and read, beside protobuf-net and beside Google's classes of the same schema with the same values.
/// </summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public abstract class MessageBenchmarks<TOurs, TGoogle>
    where TOurs : class
    where TGoogle : class, IMessage<TGoogle>
{
    private readonly MessageSerializer<TOurs> _serializer = ((CompiledMarshaller<TOurs>)MessageTypes.MarshallerOf<TOurs>()).Compiled;
    private readonly MessageLengths _lengths = new();
    private readonly RuntimeTypeModel _model = RuntimeTypeModel.Default;
    private readonly TOurs _ours;
    private readonly TGoogle _google;
    private readonly MessageParser<TGoogle> _parser;
    private readonly byte[] _bytes;
    private readonly byte[] _written;
    private readonly ArrayBufferWriter<byte> _output = new();

    protected MessageBenchmarks(TOurs ours, TGoogle google)
    {
        _ours = ours;
        _google = google;
        _parser = (MessageParser<TGoogle>)google.Descriptor.Parser;
        _bytes = google.ToByteArray();
        _written = new byte[_bytes.Length];
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("measure")]
    [CheckedBy(nameof(IsLength))]
    public int GoogleMeasure() => _google.CalculateSize();

    [Benchmark]
    [BenchmarkCategory("measure")]
    [CheckedBy(nameof(IsLength))]
    public int NetMeasure()
    {
        using MeasureState<TOurs> measured = _model.Measure(_ours);
        return (int)measured.Length;
    }

    [Benchmark]
    [BenchmarkCategory("measure")]
    [CheckedBy(nameof(IsLength))]
    public int Measure() => _serializer.Measure(_ours, _lengths);

    /// <summary>Measuring included, since it comes before every writing.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    [CheckedBy(nameof(IsWritten))]
    public int GoogleWrite()
    {
        int length = _google.CalculateSize();
        _google.WriteTo(_written.AsSpan(0, length));
        return length;
    }

    /// <summary>Measures what it has to by itself.</summary>
    [Benchmark]
    [BenchmarkCategory("write")]
    [CheckedBy(nameof(IsWrittenByNet))]
    public int NetWrite()
    {
        _output.ResetWrittenCount();
        return (int)_model.Serialize(_output, _ours);
    }

    /// <inheritdoc cref="GoogleWrite" />
    [Benchmark]
    [BenchmarkCategory("write")]
    [CheckedBy(nameof(IsWritten))]
    public int Write()
    {
        int length = _serializer.Measure(_ours, _lengths);
        _serializer.Write(_ours, length, _lengths, _written);
        return length;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    [CheckedBy(nameof(IsGoogles))]
    public TGoogle GoogleRead() => _parser.ParseFrom(_bytes.AsSpan());

    [Benchmark]
    [BenchmarkCategory("read")]
    [CheckedBy(nameof(IsOurs))]
    public TOurs NetRead() => _model.Deserialize<TOurs>(_bytes.AsSpan());

    [Benchmark]
    [BenchmarkCategory("read")]
    [CheckedBy(nameof(IsOurs))]
    public TOurs Read() => _serializer.Read(_bytes);

    public bool IsLength(int length) => length == _bytes.Length;

    public bool IsWritten(int length)
    {
        bool right = IsLength(length) && _written.AsSpan().SequenceEqual(_bytes);
        Array.Clear(_written);
        return right;
    }

    public bool IsWrittenByNet(int length) => IsLength(length) && _output.WrittenSpan.SequenceEqual(_bytes);

    public bool IsGoogles(TGoogle message) => message.Equals(_google);

    public bool IsOurs(TOurs message) => _serializer.ToArray(message).AsSpan().SequenceEqual(_bytes);
}
