namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>How a check ended.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>Calls work, but something should be seen to.</summary>
    Warning,

    /// <summary>Calls fail because of this, or are about to.</summary>
    Failed,

    /// <summary>There is nothing to check.</summary>
    Skipped,
}
