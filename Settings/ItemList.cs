namespace CodeFirstSatellite.Settings;

/// <summary>Lists as people write them: items with a comma between two.</summary>
public static class ItemList
{
    /// <summary>Splits a list into its items. An empty item stays, for the caller to refuse.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="alsoAtSemicolons">Whether a semicolon separates as a comma does, for items that hold neither.</param>
    public static string[] Split(string text, bool alsoAtSemicolons = false) =>
        text.Split(alsoAtSemicolons ? [',', ';'] : [','], StringSplitOptions.TrimEntries);
}
