namespace CodeFirst.Grpc;

/// <summary>Where a client's stream of requests goes.</summary>
/// <typeparam name="T">The request message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells that all has been written.</summary>
    Task CompleteAsync();
}
