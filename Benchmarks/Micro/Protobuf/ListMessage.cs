using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Protobuf;

/// <summary>A hundred messages and a hundred numbers.</summary>
public class ListMessage() : MessageBenchmarks<Track, Bench.Track>(
    Samples.List,
    new Bench.Track
    {
        Points = { Enumerable.Range(0, Samples.Length).Select(i => new Bench.Location { X = i, Y = 100 * i }) },
        Heights = { Enumerable.Range(0, Samples.Length).Select(i => 10 * i) },
    });
