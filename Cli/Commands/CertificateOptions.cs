using System.CommandLine;
using System.Globalization;
using System.Net;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Cli.Completion;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>What the commands that make and show certificates have in common.</summary>
internal sealed class CertificateOptions
{
    private const int MaxDays = 3650;
    private const string UsualDays = "30";

    public Option<string?> Folder { get; } =
        Value.Folder("--out", "DIR", $"The folder, {Pem.DefaultFolder} by default [SATCLI_CERTS]");

    public Option<string?> Days { get; } = Value.Text("--days", "N", $"How long they are valid, {UsualDays} by default");

    public string Path(ParseResult result, ConnectionOptions connection) => result.GetValue(Folder) ?? connection.Folder(result);

    public TimeSpan ValidFor(ParseResult result)
    {
        string text = result.GetValue(Days) ?? UsualDays;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and <= MaxDays
            ? TimeSpan.FromDays(days)
            : throw CliException.Usage($"{Days.Name}: '{text}' is not a number of days from 1 to {MaxDays}.");
    }

    /// <summary>The argument that names certificates.</summary>
    public static Argument<string[]> Names(string description, ArgumentArity arity)
    {
        var names = new Argument<string[]>("NAME") { Description = description, Arity = arity };
        names.CompletionSources.Add(PathCompletion.File);
        return names;
    }

    public static Option<string[]> ServerNames(string description) => new("--server-name")
    {
        HelpName = "NAME",
        Description = description,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The names and addresses that were given.</summary>
    public static IReadOnlyList<string> Names(ParseResult result, Option<string[]> option) =>
    [
        .. from list in result.GetValue(option) ?? []
           from name in ItemList.Split(list)
           select ServerName(option.Name, name),
    ];

    /// <summary>Writes the added files and says which.</summary>
    public static void Save(CertificateFolder folder, bool overwrite, bool isJson, DateTimeOffset notAfter)
    {
        foreach (string file in folder.Save(overwrite))
        {
            Console.Out.WriteLine(FileLine(file, isJson));
        }

        Stderr.Courtesy(
            $"valid until {Day(notAfter)}; keep the keys to yourself, and hand out a client's certificate with its key and ca-cert.pem");
    }

    public static string FileLine(string file, bool isJson) => isJson ? JsonLine.Of(json => json.WriteString("file", file)) : file;

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string ServerName(string option, string text)
    {
        string host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return IPAddress.TryParse(text, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns
            ? text
            : throw CliException.Usage($"{option}: '{text}' is neither a host name nor an address; "
                + "write it without scheme and port, such as sat.example.org");
    }
}
