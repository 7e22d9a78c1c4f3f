using CodeFirst.Protobuf;

namespace CodeFirst.Grpc;

/// <summary>What is known of one RPC apart from its message types.</summary>
public abstract class Method
{
    private protected Method(MethodType type, string serviceName, string name)
    {
        Type = type;
        ServiceName = serviceName;
        Name = name;
        FullName = "/" + serviceName + "/" + name;
    }

    /// <summary>Which side of the call is a stream.</summary>
    public MethodType Type { get; }

    /// <summary>The service's full name, <c>package.Service</c>.</summary>
    public string ServiceName { get; }

    /// <summary>The method's name in its service.</summary>
    public string Name { get; }

    /// <summary>The route, <c>/package.Service/Method</c>: the HTTP/2 <c>:path</c>, which is case-sensitive.</summary>
    public string FullName { get; }
}

/// <summary>One RPC. Generated code holds one instance per method of a contract.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class Method<TRequest, TResponse> : Method
    where TRequest : class
    where TResponse : class
{
    /// <summary>Describes a method.</summary>
    public Method(
        MethodType type,
        string serviceName,
        string name,
        MessageSerializer<TRequest> requestSerializer,
        MessageSerializer<TResponse> responseSerializer)
        : base(type, serviceName, name)
    {
        RequestSerializer = requestSerializer;
        ResponseSerializer = responseSerializer;
    }

    /// <summary>Reads and writes the requests.</summary>
    public MessageSerializer<TRequest> RequestSerializer { get; }

    /// <summary>Reads and writes the responses.</summary>
    public MessageSerializer<TResponse> ResponseSerializer { get; }
}
