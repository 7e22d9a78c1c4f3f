using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Protobuf;

/// <summary>Three levels: two areas of two corners each, and a text.</summary>
public class NestedMessage() : MessageBenchmarks<Region, Bench.Region>(
    Samples.Nested,
    new Bench.Region
    {
        Name = "Île-de-France",
        Outer = new Bench.Area { Ll = new Bench.Location { X = -5, Y = 1 }, Ur = new Bench.Location { X = 79, Y = 31 } },
        Inner = new Bench.Area { Ll = new Bench.Location { X = 3, Y = 2 }, Ur = new Bench.Location { X = 7, Y = 30_000 } },
    });
