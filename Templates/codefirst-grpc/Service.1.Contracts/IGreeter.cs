using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Service._1.Contracts;

/// <summary>Greets people.</summary>
[Service("service__1.Greeter")]
public interface IGreeter
{
    /// <summary>Greets one person.</summary>
    Task<Greeting> SayHello(HelloRequest request, CallContext context = default);

    /// <summary>Greets one person several times.</summary>
    IAsyncEnumerable<Greeting> SayHellos(HelloRequest request, CallContext context = default);
}
