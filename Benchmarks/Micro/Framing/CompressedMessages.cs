using System.Buffers;
using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace Benchmarks.Micro.Framing;

/// <summary>An image of 16 KiB compressed into its frame and read out of it, beside .NET's own stream over the same bytes.</summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class CompressedMessages
{
    private const int Limit = 4 * 1024 * 1024;

    private readonly MessageSerializer<Image> _serializer = MessageTypes.SerializerOf<Image>();
    private readonly MessageLengths _lengths = new();
    private readonly Image _image = new() { X = 1, Y = 2, Content = Picture.Bytes };
    private readonly byte[] _room = new byte[2 * Picture.Bytes.Length];
    private byte[] _plain = [];
    private byte[] _compressed = [];
    private CompressionAlgorithm _algorithm = null!;
    private ReceiveRules _rules;

    [Params("gzip", "deflate", "br")]
    public string Encoding { get; set; } = "";

    [GlobalSetup]
    public void Compress()
    {
        _algorithm = CompressionAlgorithm.Find(Encoding, nameof(Encoding))!;
        _rules = new ReceiveRules(Limit, _algorithm);
        _plain = _serializer.ToArray(_image);
        _compressed = _room[..BareCompress()];
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("compress")]
    [CheckedBy(nameof(IsCompressedBody))]
    public int BareCompress()
    {
        using var target = new MemoryStream(_room);
        using (Stream compressing = _algorithm.Compress(target, CompressionLevel.Fastest))
        {
            compressing.Write(_plain);
        }

        return (int)target.Position;
    }

    /// <summary>Measuring and writing the message included.</summary>
    [Benchmark]
    [BenchmarkCategory("compress")]
    [CheckedBy(nameof(IsFrame))]
    public int CompressFrame()
    {
        int length = _serializer.Measure(_image, _lengths);
        using CompressedFrame frame = CompressedFrame.Of(_image, length, _lengths, _serializer, _algorithm, CompressionLevel.Fastest);
        frame.Bytes.CopyTo(_room);
        return frame.Bytes.Length;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("decompress")]
    [CheckedBy(nameof(IsImage))]
    public Image BareDecompress()
    {
        using var source = new MemoryStream(_compressed);
        using Stream decompressing = Open(source);
        int read = decompressing.ReadAtLeast(_room, _room.Length, throwOnEndOfStream: false);
        return _serializer.Read(_room.AsSpan(0, read));
    }

    [Benchmark]
    [BenchmarkCategory("decompress")]
    [CheckedBy(nameof(IsImage))]
    public Image Decompress() => MessageParser.ParseCompressed(_serializer, new ReadOnlySequence<byte>(_compressed), _rules);

    public bool IsCompressedBody(int length) => length == _compressed.Length && length < _plain.Length && IsBody(_room.AsSpan(0, length));

    public bool IsFrame(int length) =>
        length == Framed.PrefixSize + _compressed.Length && _room[0] == 1 && IsBody(_room.AsSpan(Framed.PrefixSize, length - Framed.PrefixSize));

    public bool IsImage(Image image) => image is { X: 1, Y: 2 } && image.Content.AsSpan().SequenceEqual(Picture.Bytes);

    private Stream Open(Stream source) => Encoding switch
    {
        "gzip" => new GZipStream(source, CompressionMode.Decompress),
        "deflate" => new ZLibStream(source, CompressionMode.Decompress),
        _ => new BrotliStream(source, CompressionMode.Decompress),
    };

    /// <summary>Whether bytes are the message once they are decompressed by .NET.</summary>
    private bool IsBody(ReadOnlySpan<byte> compressed)
    {
        using var source = new MemoryStream(compressed.ToArray());
        using Stream decompressing = Open(source);
        using var plain = new MemoryStream();
        decompressing.CopyTo(plain);
        return plain.ToArray().AsSpan().SequenceEqual(_plain);
    }
}
