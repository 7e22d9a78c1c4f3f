namespace CodeFirst.Grpc;

/// <summary>Where a handler's stream of responses goes.</summary>
/// <typeparam name="T">The response message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
