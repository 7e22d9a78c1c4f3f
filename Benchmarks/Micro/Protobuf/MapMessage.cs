using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Protobuf;

/// <summary>A hundred messages by their names and a hundred numbers by numbers.</summary>
public class MapMessage() : MessageBenchmarks<Gazetteer, Bench.Gazetteer>(
    Samples.Map,
    new Bench.Gazetteer
    {
        Places = { Enumerable.Range(1, Samples.Length).ToDictionary(i => $"place {i}", i => new Bench.Location { X = i, Y = 100 * i }) },
        Population = { Enumerable.Range(1, Samples.Length).ToDictionary(i => i, i => 1000 * i) },
    });
