using System.Text;
using CodeFirstSatellite.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Tests.Satellite.Harness;

/// <summary>The Host's settings, read from a command line, an environment and an appsettings.json of a test's own.</summary>
internal static class HostSettings
{
    public static SatelliteOptions Read(
        string[]? args = null, IReadOnlyDictionary<string, string>? environment = null, string json = "{}") =>
        SettingReader.Read(
            HostCommand.Parse(args ?? []),
            environment ?? new Dictionary<string, string>(),
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());

    /// <summary>The message with which they are refused.</summary>
    public static string Refused(string[] args, Dictionary<string, string>? environment = null, string json = "{}")
    {
        StartException e = Assert.ThrowsExactly<StartException>(() => Read(args, environment, json));
        Assert.AreEqual(StartException.Usage, e.ExitCode);
        return e.Message;
    }
}
