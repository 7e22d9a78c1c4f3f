namespace Tests.TestService;

/// <summary>The official flags, as the programs of other languages write them.</summary>
public static class OfficialFlags
{
    /// <summary>Gives a flag of Go's style, <c>-port=8080</c>, its second dash.</summary>
    public static string[] WithTwoDashes(IEnumerable<string> arguments) =>
        [.. arguments.Select(argument => argument is ['-', >= 'a' and <= 'z', _, ..] ? $"-{argument}" : argument)];
}
