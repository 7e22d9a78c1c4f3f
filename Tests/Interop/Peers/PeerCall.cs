using System.Text.Json;
using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>An image that a peer received.</summary>
internal sealed record PeerImage(int X, int Y, byte[] Img);

/// <summary>A call as a peer saw it: the images in the order in which they came, then how it ended.</summary>
internal sealed record PeerCall(IReadOnlyList<PeerImage> Images, string Status, string Details)
{
    /// <summary>Reads the lines that Python/satellite_client.py describes.</summary>
    public static IReadOnlyList<PeerCall> Parse(FinishedProgram client)
    {
        var calls = new List<PeerCall>();
        var images = new List<PeerImage>();
        foreach (var line in client.Succeeded().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var fact = JsonDocument.Parse(line);
            var told = fact.RootElement;
            if (told.TryGetProperty("status", out var status))
            {
                calls.Add(new PeerCall([.. images], status.GetString()!, told.GetProperty("details").GetString()!));
                images.Clear();
            }
            else
            {
                images.Add(new PeerImage(
                    told.GetProperty("x").GetInt32(),
                    told.GetProperty("y").GetInt32(),
                    told.GetProperty("img").GetBytesFromBase64()));
            }
        }

        return calls;
    }
}
