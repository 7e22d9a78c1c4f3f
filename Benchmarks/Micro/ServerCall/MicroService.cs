using Benchmarks.Micro.Contract;
using CodeFirst.Grpc;

namespace Benchmarks.Micro.ServerCall;

/// <summary>Answers with messages that are there already, so that what is allocated is the runtime's.</summary>
public sealed class MicroService : IMicro
{
    private static readonly Location Answer = new() { X = 3, Y = 4 };
    private static readonly Task<Location> Answered = Task.FromResult(Answer);

    public Task<Location> Get(Location location, CallContext context = default) =>
        location is { X: 1, Y: 2 } ? Answered : throw new ArgumentException("The request is another one.");

    public async IAsyncEnumerable<Location> GetMany(Count count, CallContext context = default)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count.Messages; i++)
        {
            yield return Answer;
        }
    }

    public async Task<Count> Collect(IAsyncEnumerable<Location> locations, CallContext context = default)
    {
        int messages = 0;
        await foreach (Location location in locations)
        {
            messages += location is { X: 1, Y: 2 } ? 1 : 0;
        }

        return new Count { Messages = messages };
    }
}
