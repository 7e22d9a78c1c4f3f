namespace Tests.CodeFirst.Harness;

public enum CallKind
{
    Unary,
    ServerStreaming,
    ClientStreaming,
    Duplex,
}

internal static class CallKindExtensions
{
    /// <summary>
    /// Makes a call of a kind, with <paramref name="count"/> messages where there is a stream, and gives how many were counted.
    /// </summary>
    public static async Task<int> CallAsync(this IProbe client, CallKind kind, int count, CallContext context = default)
    {
        var ones = new Questions(count, make: _ => new Question { Number = 1 });
        return kind switch
        {
            CallKind.Unary => (await client.Ask(new Question { Number = count }, context).Patiently()).Number,
            CallKind.ServerStreaming => await client.Stream(new Question { Number = count }, context).Patiently().CountAsync(),
            CallKind.ClientStreaming => (await client.Collect(ones, context).Patiently()).Number,
            _ => await client.Talk(ones, context).Patiently().CountAsync(),
        };
    }
}
