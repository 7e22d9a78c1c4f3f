using Benchmarks.Micro.Contract;
using Google.Protobuf;

namespace Benchmarks.Micro.Protobuf;

/// <summary>An image of 16 KiB.</summary>
public class ImageMessage() : MessageBenchmarks<Image, Bench.Image>(
    Samples.Image,
    new Bench.Image { X = 1, Y = 2, Img = ByteString.CopyFrom(Picture.Bytes) });
