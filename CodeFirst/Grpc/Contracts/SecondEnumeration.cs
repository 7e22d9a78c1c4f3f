namespace CodeFirst.Grpc;

/// <summary>What is said to whoever enumerates the messages of one call twice.</summary>
internal static class SecondEnumeration
{
    public static InvalidOperationException OfRequests(string method) =>
        new($"The requests of '{method}' can be enumerated once, for they come only once; keep the messages that are needed again.");

    public static InvalidOperationException OfResponses(Method method) =>
        new($"The responses of '{method.FullName}' can be enumerated once, for they are one call; call the method again, or keep the messages.");
}
