using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Protobuf;

/// <summary>A hundred messages and a hundred numbers.</summary>
public class ListMessage() : MessageBenchmarks<Track, Bench.Track>(
    new Track
    {
        Points = [.. Enumerable.Range(0, Length).Select(i => new Location { X = i, Y = 100 * i })],
        Heights = [.. Enumerable.Range(0, Length).Select(i => 10 * i)],
    },
    new Bench.Track
    {
        Points = { Enumerable.Range(0, Length).Select(i => new Bench.Location { X = i, Y = 100 * i }) },
        Heights = { Enumerable.Range(0, Length).Select(i => 10 * i) },
    })
{
    private const int Length = 100;
}
