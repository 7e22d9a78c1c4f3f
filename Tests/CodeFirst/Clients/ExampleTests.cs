using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Tests.CodeFirst.Clients;

/// <summary>The examples of docs/calls.md are what these tests run.</summary>
[TestClass]
public sealed partial class ExampleTests
{
    [TestMethod]
    public void Examples_OfTheDocument_AreWhatTheTestsRun()
    {
        string document = File.ReadAllText(Path.Combine(Folder(), "../../../docs/calls.md"));
        string section = document[document.IndexOf("## Retries", StringComparison.Ordinal)..];
        string source = Dedented(File.ReadAllText(Path.Combine(Folder(), "ServiceConfigs.cs")));

        string[] examples = [.. Example.Matches(section).Select(example => example.Groups["code"].Value)];

        Assert.HasCount(3, examples);
        Array.ForEach(examples, example => StringAssert.Contains(source, example));
    }

    private static string Dedented(string source) =>
        string.Join('\n', source.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example { get; }
}
