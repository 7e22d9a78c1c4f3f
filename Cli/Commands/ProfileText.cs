using System.CommandLine;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Profiles;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>What the commands for profiles have in common: how a profile is named, and how it is shown.</summary>
internal static class ProfileText
{
    private const string Text = "text";
    private const string Json = "json";

    private static readonly string[] Header = ["", "NAME", "SERVER", "CERTS"];

    public static FormatOption Format(OutputOptions talk) =>
        new(talk, "text, by default; json: an object a line", json: Json, Text, Json);

    /// <summary>The argument that names a profile.</summary>
    public static Argument<string> Name()
    {
        var name = new Argument<string>("NAME") { Description = "The profile" };
        name.CompletionSources.Add(_ => Names());
        return name;
    }

    /// <summary>The argument that may name a profile.</summary>
    public static Argument<string?> OptionalName()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The profile; the one in use by default",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(_ => Names());
        return name;
    }

    /// <summary>All profiles' names; none if the file cannot be read.</summary>
    public static IEnumerable<string> Names()
    {
        try
        {
            return ProfileFile.Load()?.Profiles.Select(profile => profile.Name) ?? [];
        }
        catch (CliException)
        {
            return [];
        }
    }

    public static string List(ProfileFile file, string format) => format == Json
        ? string.Concat(file.Profiles.Select(profile => ToJson(profile, file)))
        : TextTable.Of([Header, .. file.Profiles.Select(profile => new[]
        {
            profile.Name == file.Default ? "*" : "",
            profile.Name,
            profile.Values.GetValueOrDefault(Profile.Server, "-"),
            profile.Values.GetValueOrDefault(Profile.Certs, "-"),
        })]);

    public static string Show(Profile profile, ProfileFile file, string format) => format == Json
        ? ToJson(profile, file)
        : TextTable.Of(
        [
            ["profile", profile.Name + (profile.Name == file.Default ? ", the default" : "")],
            ["file", file.FilePath],
            .. Profile.Keys.Where(profile.Values.ContainsKey).Select(key => new[] { key, profile.Values[key] }),
        ]);

    private static string ToJson(Profile profile, ProfileFile file) => JsonLine.Of(json =>
    {
        json.WriteString("name", profile.Name);
        json.WriteBoolean("default", profile.Name == file.Default);
        foreach (string key in Profile.Keys.Where(profile.Values.ContainsKey))
        {
            json.WriteString(key, profile.Values[key]);
        }
    }) + "\n";
}
