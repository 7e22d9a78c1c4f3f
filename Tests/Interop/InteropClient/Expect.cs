namespace Tests.InteropClient;

/// <summary>What cases expect.</summary>
internal static class Expect
{
    /// <exception cref="CaseFailedException">The two differ.</exception>
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new CaseFailedException($"{what}: expected {Show(expected)}, got {Show(actual)}");
        }
    }

    /// <exception cref="CaseFailedException">The payload is not of so many zeros.</exception>
    public static void Zeros(int length, Payload? payload, string what)
    {
        Equal(PayloadType.Compressable, payload?.Type ?? PayloadType.Compressable, $"type of the payload of {what}");
        Equal(length, payload?.Body.Length ?? 0, $"bytes in the payload of {what}");
        int stray = payload is null ? -1 : payload.Body.Span.IndexOfAnyExcept((byte)0);
        Equal(-1, stray, $"first byte that is not 0 in the payload of {what}");
    }

    /// <summary>The call fails with this status.</summary>
    /// <returns>The status that came.</returns>
    /// <exception cref="CaseFailedException">The call succeeds, or fails otherwise.</exception>
    public static async Task<Status> FailureAsync(StatusCode expected, Func<Task> call, string what)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            Equal(expected, e.StatusCode, $"status of {what} ('{e.Status.Detail}')");
            return e.Status;
        }

        throw new CaseFailedException($"{what}: expected it to fail with {expected}, got success");
    }

    private static string Show<T>(T value) => value is string text ? System.Text.Json.JsonSerializer.Serialize(text) : $"{value}";
}
