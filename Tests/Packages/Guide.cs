using System.Text.RegularExpressions;

namespace Tests.Packages;

/// <summary>A document that is followed: what its reader types, writes and sees, in order.</summary>
internal static partial class Guide
{
    /// <summary>
    /// The steps of a document. A console block has commands, after "$ ", and below each what it prints, where "..." stands for anything.
    /// Any other block is the content of the file that the paragraph above it names last, relative to the reader's folder.
    /// </summary>
    public static IEnumerable<GuideStep> Read(string document)
    {
        foreach (Match block in Block.Matches(document))
        {
            string text = block.Groups["text"].Value;
            if (block.Groups["language"].Value == "console")
            {
                foreach (string command in text.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] lines = command.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    yield return new TypedCommand(lines[0], [.. lines[1..].Where(line => line != "...")]);
                }
            }
            else
            {
                yield return new WrittenFile(FileName.Matches(block.Groups["above"].Value).Last().Groups["name"].Value, text);
            }
        }
    }

    [GeneratedRegex(@"(?<above>(?:[^\n]+\n)*)\n```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"`(?<name>[\w./]+\.\w+)`")]
    private static partial Regex FileName { get; }
}

/// <summary>Something that the reader does.</summary>
internal abstract record GuideStep;

/// <summary>A command that is typed, and lines that it prints.</summary>
internal sealed record TypedCommand(string Command, IReadOnlyList<string> Prints) : GuideStep;

/// <summary>A file that is written.</summary>
internal sealed record WrittenFile(string Path, string Content) : GuideStep;
