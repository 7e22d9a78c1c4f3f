using System.Collections.Concurrent;

namespace Tests;

/// <summary>Something that a suite needs on the machine, and the Debian package that brings it.</summary>
internal sealed record Requirement(string Package, bool IsHere)
{
    private static readonly ConcurrentDictionary<string, bool> Told = new();

    public static Requirement Program(string name, string package) => new(package, Find(name) is not null);

    public static Requirement Folder(string path, string package) => new(package, Directory.Exists(path));

    /// <summary>
    /// Ends the test, as skipped or, in continuous integration, where CI is set, as failed, when something that it needs is missing; says
    /// what to install.
    /// </summary>
    public static void Check(TestContext context, string suite, params IEnumerable<Requirement> needs) =>
        Check(suite, needs, required: Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, message =>
        {
            // `dotnet test` names the tests that it skipped and keeps their reasons to itself.
            if (Told.TryAdd(suite, true))
            {
                context.DisplayMessage(MessageLevel.Warning, message);
            }
        });

    internal static void Check(string suite, IEnumerable<Requirement> needs, bool required, Action<string> tell)
    {
        var missing = needs.Where(need => !need.IsHere).Select(need => need.Package).Distinct().ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var message = $"{suite} is not here. Install: {string.Join(' ', missing)}";
        if (required)
        {
            Assert.Fail(message);
        }

        tell(message);
        Assert.Inconclusive(message);
    }

    /// <summary>The path of a program, as a shell would find it.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
