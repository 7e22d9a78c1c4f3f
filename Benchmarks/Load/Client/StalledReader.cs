namespace Benchmarks.Load.Client;

/// <summary>A reader that takes one image and then no more, so that the server's memory can be looked at.</summary>
internal static class StalledReader
{
    public static async Task RunAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        await using var images = channel.Satellite.GetImages(FullArea.Of(options).ToRequest()).GetAsyncEnumerator();
        if (!await images.MoveNextAsync())
        {
            throw new InvalidOperationException("No image came.");
        }

        Console.WriteLine("stalled");
        await Console.In.ReadToEndAsync();
    }
}
