using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class SatcliCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>Example command lines, each with what it does.</summary>
    public string Examples { get; } = examples;

    /// <summary>Whether the command uses the options that say which server to call and as whom.</summary>
    public bool UsesConnection { get; set; }
}
