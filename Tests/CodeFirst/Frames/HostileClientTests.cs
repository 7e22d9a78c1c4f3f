namespace Tests.CodeFirst.Frames;

/// <summary>
/// A client that breaks the rules, or uses them to the full, frame by frame: it gets the status that the specification
/// names, and another call on the same connection does not notice.
/// </summary>
public abstract class HostileClientTests
{
    private protected const int NoError = 0x0;
    private protected const int Cancel = 0x8;

    private protected static IEnumerable<string> Paths => [ProbePath.Ask, ProbePath.Stream, ProbePath.Collect, ProbePath.Talk];

    /// <summary>A Question whose number is 5 and whose payload is three bytes.</summary>
    private protected static byte[] TwoFields { get; } =
    [
        0, 0, 0, 0, 7, // flag, length
        0x08, 5, // field 1, varint
        0x12, 3, 1, 2, 3, // field 2, three bytes
    ];

    private protected static async Task WithWitnessAsync(Func<ProbeServer, RawConnection, Task> act)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        await act(server, connection);
        await witness.AssertWellAsync();
        await witness.EndAsync();
    }

    private protected static void AssertRefused(RawEnd end, string status, string what)
    {
        Assert.IsNull(end.Reset, what);
        Assert.IsEmpty(end.Body, what);
        Assert.AreEqual(("200", status), (end.HttpStatus, end.Status), $"{what}: {end.Message}");
    }

    private protected static async Task AssertEchoAsync(RawStream stream, string what)
    {
        RawEnd end = await stream.EndAsync();
        Assert.IsNull(end.Reset, what);
        Assert.AreEqual("0", end.Status, what);
        CollectionAssert.AreEqual(TwoFields, end.Body, what);
    }

    private protected static IEnumerable<(string Name, string Value)> With(string path, params (string, string)[] more) =>
        RawStream.Headers(path).Select(h => (h.Key, h.Value)).Concat(more);
}
