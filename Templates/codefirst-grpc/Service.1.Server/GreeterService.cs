using ProtoBuf.Grpc;
using Service._1.Contracts;

namespace Service._1.Server;

public sealed class GreeterService : IGreeter
{
    public Task<Greeting> SayHello(HelloRequest request, CallContext context = default) =>
        Task.FromResult(new Greeting { Text = $"Hello, {request.Name}!" });

    public async IAsyncEnumerable<Greeting> SayHellos(HelloRequest request, CallContext context = default)
    {
        for (int i = 1; i <= request.Times; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            yield return new Greeting { Text = $"Hello, {request.Name}! ({i} of {request.Times})" };
            await Task.Yield();
        }
    }
}
