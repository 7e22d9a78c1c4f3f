using BenchmarkDotNet.Attributes;
using Benchmarks.Micro.Checking;

namespace Tests.Benchmarks;

/// <summary>Right, when it has been set up and given its parameter.</summary>
public class RightBenchmark
{
    private bool _ready;

    [Params(21)]
    public int Number { get; set; }

    [GlobalSetup]
    public async Task Start()
    {
        await Task.Yield();
        _ready = true;
    }

    [Benchmark]
    [CheckedBy(nameof(Is42))]
    public async Task<int> Double()
    {
        await Task.Yield();
        return _ready ? 2 * Number : 0;
    }

    public bool Is42(int result) => result == 42;
}

/// <summary>Wrong from the second run on.</summary>
public class WrongBenchmark
{
    private int _result = 43;

    [Benchmark]
    [CheckedBy(nameof(Is42))]
    public int Double() => --_result;

    public bool Is42(int result) => result == 42;
}

/// <summary>Fails.</summary>
public class ThrowingBenchmark
{
    [Benchmark]
    [CheckedBy(nameof(Is42))]
    public int Double() => throw new InvalidOperationException("on purpose");

    public bool Is42(int result) => result == 42;
}

/// <summary>Could give anything.</summary>
public class UncheckedBenchmark
{
    [Benchmark]
    public int Double() => 42;
}
