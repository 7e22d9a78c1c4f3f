namespace CodeFirstSatellite.Settings;

/// <summary>Lists on a command line: items separated by commas.</summary>
public static class ItemList
{
    /// <summary>Splits a list into its items. Empty items stay, for the caller to refuse.</summary>
    /// <param name="text">The list.</param>
    /// <param name="alsoAtSemicolons">Whether semicolons separate items too, for items that contain neither.</param>
    public static string[] Split(string text, bool alsoAtSemicolons = false) =>
        text.Split(alsoAtSemicolons ? [',', ';'] : [','], StringSplitOptions.TrimEntries);
}
