using System.ComponentModel;

namespace CodeFirst.Grpc;

/// <summary>What handlers return, as calls need it. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerResults
{
    /// <summary>The response of a handler that has none, when it is done.</summary>
    /// <exception cref="InvalidOperationException">The handler returned null.</exception>
    public static async Task<Empty> EmptyAfterAsync(Task? handler)
    {
        await (handler ?? throw NoTask()).ConfigureAwait(false);
        return Empty.Instance;
    }

    /// <summary>The response of a handler that has none, when it is done.</summary>
    public static async Task<Empty> EmptyAfterAsync(ValueTask handler)
    {
        await handler.ConfigureAwait(false);
        return Empty.Instance;
    }

    internal static InvalidOperationException NoTask() => new("The handler returned null instead of a task.");
}
