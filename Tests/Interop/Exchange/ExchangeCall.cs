using System.Text.Json;
using Tests.Interop.Harness;

namespace Tests.Interop.Exchange;

/// <summary>
/// A call that a peer is to make: as many questions as the method takes, the first with this number, the next with one more.
/// </summary>
internal sealed record ExchangeCall(string Method)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public int Number { get; init; } = 1;

    /// <summary>How many questions, of methods that take a stream.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Bytes of payload of each question.</summary>
    public int Size { get; init; }

    /// <summary>Bytes of payload that each answer is to have.</summary>
    public int AnswerSize { get; init; }

    /// <summary>What the last question asks for besides.</summary>
    public Wish Wish { get; init; }

    /// <summary>The deadline, in seconds from the call's start.</summary>
    public double Timeout { get; init; } = 120;

    /// <summary>After how many answers the client cancels, 0 for when the handler waits, as another call tells; null for never.</summary>
    public int? CancelAfter { get; init; }

    /// <summary>Whether the questions are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>Names and values; those of names in <c>-bin</c> are base64.</summary>
    public IReadOnlyList<string[]> Metadata { get; init; } = [];

    /// <summary>As the peers' programs take it.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what a peer's program printed: one line for each of its calls.</summary>
    public static IReadOnlyList<ExchangeOutcome> Outcomes(FinishedProgram client) =>
        [.. client.Succeeded().OutputText
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ExchangeOutcome>(line, Json)!)];
}

/// <summary>How a peer saw a call.</summary>
/// <param name="Status">The status code's name.</param>
/// <param name="Details">The status message.</param>
/// <param name="Numbers">The numbers of the answers, in their order.</param>
/// <param name="Sizes">The payloads' lengths; one that was not as it should be is -1.</param>
/// <param name="Received">What the answers tell of the bytes that the server got.</param>
/// <param name="Compressed">What the answers tell of the questions that were compressed.</param>
/// <param name="Headers">The response's headers.</param>
/// <param name="Trailers">The response's trailers; in both, values of names in <c>-bin</c> are base64.</param>
internal sealed record ExchangeOutcome(
    string Status,
    string Details,
    int[] Numbers,
    int[] Sizes,
    int[] Received,
    int[] Compressed,
    Dictionary<string, string[]> Headers,
    Dictionary<string, string[]> Trailers);
