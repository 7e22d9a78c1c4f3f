using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class SatcliCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>Command lines, each with what it does.</summary>
    public string Examples { get; } = examples;

    /// <summary>Whether it calls a server, so that the options of a connection mean something to it.</summary>
    public bool CallsServer { get; set; }
}
