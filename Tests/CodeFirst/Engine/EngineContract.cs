using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Grpc.Core;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Tests.CodeFirst.Engine;

[DataContract]
public sealed class Order
{
    [DataMember(Order = 1)]
    public int Count { get; set; }

    [DataMember(Order = 2)]
    public int Size { get; set; }

    [DataMember(Order = 3)]
    public string Way { get; set; } = "";

    [DataMember(Order = 4)]
    public byte[] Load { get; set; } = [];
}

[DataContract]
public sealed class Part
{
    private string? _name;

    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Load { get; set; } = [];

    [DataMember(Order = 3)]
    public string? Name
    {
        get => Fails ? throw new InvalidOperationException("no name") : _name;
        set => _name = value;
    }

    [IgnoreDataMember]
    public bool Fails { get; set; }
}

[Service("engine.Plant")]
public interface IPlant
{
    Task<Part> Make(Order order, CallContext context = default);

    IAsyncEnumerable<Part> MakeMany(Order order, CallContext context = default);

    Task<Part> Count(IAsyncEnumerable<Part> parts, CallContext context = default);

    IAsyncEnumerable<Part> Copy(IAsyncEnumerable<Part> parts, CallContext context = default);
}

[Service("engine.Frank")]
[SimpleRpcExceptions]
public interface IFrank
{
    Task<Part> Fail(Order order, CallContext context = default);

    IAsyncEnumerable<Part> FailLater(Order order, CallContext context = default);
}

internal sealed class Frank : IFrank
{
    public async Task<Part> Fail(Order order, CallContext context = default)
    {
        await Task.Yield();
        throw new ArgumentException("said frankly");
    }

    public async IAsyncEnumerable<Part> FailLater(Order order, CallContext context = default)
    {
        await Task.Yield();
        yield return new Part();
        throw new TimeoutException("said frankly later");
    }
}

/// <summary>Makes what the order's way says; a test may set a way of its own.</summary>
internal sealed class Plant : IPlant
{
    public Func<Order, CallContext, IAsyncEnumerable<Part>>? OnMakeMany { get; set; }

    public Task<Part> Make(Order order, CallContext context = default) =>
        Task.FromResult(new Part { Number = order.Load.Length, Load = new byte[order.Size] });

    public IAsyncEnumerable<Part> MakeMany(Order order, CallContext context = default) => OnMakeMany is not null
        ? OnMakeMany(order, context)
        : order.Way switch
        {
            "throws at once" => throw new RpcException(new Status(StatusCode.NotFound, "at once")),
            "no stream" => null!,
            _ => RunAsync(order, context.ServerCallContext!, context.CancellationToken),
        };

    public async Task<Part> Count(IAsyncEnumerable<Part> parts, CallContext context = default) =>
        new() { Number = await parts.CountAsync() };

    public async IAsyncEnumerable<Part> Copy(IAsyncEnumerable<Part> parts, CallContext context = default)
    {
        await foreach (Part part in parts)
        {
            for (int i = 0; i < part.Number; i++)
            {
                yield return part;
            }

            if (part.Name is not null)
            {
                throw new RpcException(new Status(StatusCode.Aborted, part.Name));
            }
        }
    }

    private static async IAsyncEnumerable<Part> RunAsync(
        Order order, ServerCallContext call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (order.Way)
        {
            case "headers":
                await call.WriteResponseHeadersAsync(new Metadata { { "made-by", "plant" } });
                break;
            case "gzip":
                await call.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
                break;
            case "trailers":
                call.ResponseTrailers.Add("made-by", "plant");
                break;
            case "hint":
                call.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
                break;
            case "status":
                call.Status = new Status(StatusCode.DataLoss, "some were lost");
                break;
        }

        var same = new Part();
        for (int i = 0; i < order.Count; i++)
        {
            bool isHalf = i == order.Count / 2;
            switch (order.Way)
            {
                case "throws" when isHalf:
                    throw new RpcException(new Status(StatusCode.Aborted, "half done"), new Metadata { { "why", "half" } });
                case "throws something" when isHalf:
                    throw new InvalidOperationException("something");
                case "cancels" when isHalf:
                    throw new OperationCanceledException();
                case "null" when isHalf:
                    yield return null!;
                    break;
                case "fails to serialize" when isHalf:
                    yield return new Part { Fails = true };
                    break;
                case "larger than a batch" when isHalf:
                    yield return new Part { Number = i, Load = new byte[100_000] };
                    break;
                case "larger than the limit" when isHalf:
                    yield return new Part { Number = i, Load = new byte[PlantServer.MaxSize + 1] };
                    break;
                case "hangs" when isHalf:
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                case "yields":
                    await Task.Yield();
                    break;
            }

            if (order.Way == "same object")
            {
                same.Number = i;
                same.Load = new byte[i % 7];
                yield return same;
            }
            else
            {
                yield return new Part { Number = i, Load = new byte[order.Size], Name = $"part {i}" };
            }
        }
    }
}
