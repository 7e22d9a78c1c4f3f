namespace Tests.CodeFirst.Harness;

/// <summary>The paths of the <see cref="Probe"/>'s methods.</summary>
internal static class ProbePath
{
    public const string Ask = "/test.Probe/Ask";
    public const string Stream = "/test.Probe/Stream";
    public const string Collect = "/test.Probe/Collect";
    public const string Talk = "/test.Probe/Talk";
}
