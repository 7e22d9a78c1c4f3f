using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Protobuf;

/// <summary>Two numbers.</summary>
public class SmallMessage() : MessageBenchmarks<Location, Bench.Location>(
    Samples.Small,
    new Bench.Location { X = 79, Y = 31_000 });
