namespace CodeFirstSatellite.Settings;

/// <summary>Guesses which name a misspelt name means.</summary>
public static class NearestName
{
    /// <summary>
    /// The name that takes the fewest edits; null when each takes more than <paramref name="mostEdits"/>, or there is none.
    /// </summary>
    public static string? Of(string typed, IEnumerable<string> names, int mostEdits = int.MaxValue)
    {
        (int Edits, string Name)[] candidates = [.. names.Select(name => (EditsBetween(typed, name), name))];
        return candidates.Length > 0 && candidates.MinBy(candidate => candidate.Edits) is var (edits, nearest) && edits <= mostEdits
            ? nearest
            : null;
    }

    // Levenshtein's distance, one row of the table at a time, ignoring case.
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
