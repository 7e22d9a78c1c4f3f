namespace Tests.Satellite.Harness;

/// <summary>Lines as they come from a process, to be looked at or waited for.</summary>
internal sealed class LineLog : Arrivals<string>
{
    public IReadOnlyList<string> Lines => Items;

    /// <summary>Adds a line; null is the end, which has nothing to add.</summary>
    public void AddIfAny(string? line)
    {
        if (line is not null)
        {
            Add(line);
        }
    }
}
