using System.Text;
using CodeFirstSatellite.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Tests.Satellite.Harness;

/// <summary>Reads the Host's settings as it does when it starts.</summary>
internal static class SettingsReading
{
    public static SatelliteOptions Read(
        string[]? args = null, IReadOnlyDictionary<string, string>? environment = null, string json = "{}") =>
        SettingReader.Read(
            HostCommand.Parse(args ?? []),
            environment ?? new Dictionary<string, string>(),
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());

    /// <summary>Expects wrong usage and gives what the Host says of it.</summary>
    public static string Refused(string[] args, Dictionary<string, string>? environment = null, string json = "{}")
    {
        StartException e = Assert.ThrowsExactly<StartException>(() => Read(args, environment, json));
        Assert.AreEqual(StartException.Usage, e.ExitCode);
        return e.Message;
    }
}
