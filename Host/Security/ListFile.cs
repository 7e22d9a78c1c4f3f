using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>A file with an item a line; empty lines are left out. No message here repeats an item, since it may be a secret.</summary>
internal static class ListFile
{
    /// <param name="path">The file.</param>
    /// <param name="item">What its lines are, such as <c>token</c>.</param>
    /// <param name="parse">
    /// Reads a line; null leaves it out. Throws a <see cref="FormatException"/> whose message says what is expected.
    /// </param>
    /// <param name="mayBeEmpty">Whether it may have nothing.</param>
    /// <exception cref="StartException">It cannot be read, has nothing, or a line that is no item.</exception>
    public static IReadOnlyList<T> Read<T>(string path, string item, Func<string, T?> parse, bool mayBeEmpty = false)
        where T : class
    {
        string name = item + "s file";
        string[] lines;
        try
        {
            lines = [.. File.ReadLines(path).Select(line => line.Trim())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(StartException.Failure, $"reading the {name}: {e.Message}");
        }

        var items = new List<T>();
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                if (lines[i].Length > 0 && parse(lines[i]) is { } parsed)
                {
                    items.Add(parsed);
                }
            }
            catch (FormatException e)
            {
                throw new StartException(StartException.Failure, $"the {name} '{path}', line {i + 1}: expected {e.Message}, one a line");
            }
        }

        return items.Count > 0 || mayBeEmpty
            ? items
            : throw new StartException(
                StartException.Failure,
                $"the {name} '{path}' has no {item}; write one a line, or leave the setting out");
    }
}
