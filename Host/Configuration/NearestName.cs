namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Guesses which name somebody meant.</summary>
internal static class NearestName
{
    /// <summary>The name that the fewest edits make of <paramref name="typed"/>, and how many these are.</summary>
    public static (string Name, int Edits) Of(string typed, IEnumerable<string> names) =>
        names.Select(name => (name, Edits: EditsBetween(typed, name))).MinBy(candidate => candidate.Edits);

    // Levenshtein's distance, one row of the table at a time.
    private static int EditsBetween(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j - 1], diagonal));
            }
        }

        return row[^1];
    }
}
