using System.Text;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Text { get; } = Write();

    private static string Write()
    {
        var text = new StringBuilder("""
            Serves a satellite map over gRPC with mutual TLS.

              dotnet run --project Host -- --certs certs --map my-map.txt --urls https://*:8000

            Certificates for a first try: ./satcli certs create --out certs


            """);
        foreach (Setting setting in SettingTable.All)
        {
            text.Append("  ").Append(setting.Switch).Append(' ').Append(setting.Placeholder).Append('\n');
            foreach (string line in setting.Help)
            {
                text.Append("      ").Append(line).Append('\n');
            }

            text.Append("      default: ").Append(setting.Default).Append("; environment: ").Append(setting.Variable).Append("; key: ").Append(setting.Key).Append('\n');
        }

        return text.Append("""
              --help
                  Prints this.

            A switch goes before its environment variable, and that before its key in appsettings.json, which is looked for
            beside the Host's assembly and then in the current folder. TIME is a number and a unit: 500ms, 10s, 2m. Relative
            paths start at the current folder. The log goes to stderr; its levels are set with the keys of ASP.NET Core:
            Logging__LogLevel__call=None in the environment leaves out the line per call.

            When it serves, it says on one line of stdout where: listening on https://localhost:8000
            SIGTERM and Ctrl-C stop it after calls in flight are done, a second one at once.
            Exit codes: 0 stopped as asked, 1 could not start, 2 wrong usage.

            """).ToString();
    }
}
