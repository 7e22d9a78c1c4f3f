namespace CodeFirstSatellite.Cli.Output;

/// <summary>Rows of text whose columns are aligned.</summary>
internal static class TextTable
{
    /// <summary>The rows, each ended by LF, with two blanks between columns.</summary>
    /// <param name="rows">Rows of equally many cells, at least one.</param>
    public static string Of(params string[][] rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Concat(
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }
}
