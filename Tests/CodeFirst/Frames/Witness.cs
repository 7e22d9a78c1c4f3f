namespace Tests.CodeFirst.Frames;

/// <summary>A call that lives on a connection all the while, and notices whether anything disturbs it.</summary>
internal sealed class Witness
{
    private readonly RawStream _stream;
    private byte _number;

    private Witness(RawStream stream) => _stream = stream;

    public static async Task<Witness> OpenAsync(RawConnection connection)
    {
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(ProbePath.Talk);
        var witness = new Witness(stream);
        await witness.AssertWellAsync();
        return witness;
    }

    /// <summary>Sends a message and sees it come back.</summary>
    public async Task AssertWellAsync()
    {
        _number = (byte)(_number % 100 + 1);
        byte[] message = [0, 0, 0, 0, 5, 0x08, _number, 0x12, 1, _number];
        await _stream.SendAsync(message);
        CollectionAssert.AreEqual(message, await _stream.ReceiveAsync(message.Length));
    }

    /// <summary>Ends the call, which was never disturbed if it ends with OK.</summary>
    public async Task EndAsync()
    {
        await _stream.SendAsync([], end: true);
        RawEnd end = await _stream.EndAsync();
        Assert.IsNull(end.Reset);
        Assert.AreEqual("0", end.Status);
    }
}
