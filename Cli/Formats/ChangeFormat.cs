using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Writes the changes of an area.</summary>
internal abstract class ChangeFormat
{
    /// <summary>Whether it needs all current images first, also after a lost connection.</summary>
    public virtual bool BeginsAnew => false;

    /// <inheritdoc cref="ImageFormat.IsLaidOut" />
    public virtual bool IsLaidOut => false;

    /// <summary>Writes a change.</summary>
    /// <param name="image">The image; null if the message only reports a version.</param>
    /// <param name="version">The version that is complete with this change; null while more changes of it follow.</param>
    /// <param name="sink">Where to write.</param>
    public abstract void Write(CellImage? image, long? version, ByteSink sink);

    /// <exception cref="CliException">The format does not fit the output.</exception>
    public static void Check(string name, long? since, bool isTerminal)
    {
        if (name == AreaFormat.Map && !isTerminal)
        {
            throw CliException.Usage(
                "--format map changes what a terminal shows, and stdout is none; leave it out for a JSON object a line.");
        }

        if (name == AreaFormat.Map && !TerminalDevice.Obeys)
        {
            throw CliException.Usage(
                "--format map moves the cursor, which a terminal without TERM or with TERM=dumb does not obey; "
                + "leave it out for a line a change.");
        }

        if (name == AreaFormat.Map && since is not null)
        {
            throw CliException.Usage("--format map begins with the images as they are; leave --since out, or take --format ndjson.");
        }
    }

    /// <param name="name">The format's name.</param>
    /// <param name="area">The area that is watched.</param>
    /// <param name="contentType">The images' media type; empty when the server does not say.</param>
    /// <param name="since">The version to begin after; null to begin with all current images.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    public static ChangeFormat Create(string name, GridArea area, string contentType, long? since, bool isTerminal)
    {
        return (name, isTerminal) switch
        {
            (AreaFormat.Map, _) => NewMap(),
            (AreaFormat.Auto, true) when AreaFormat.IsText(contentType) && TerminalDevice.Obeys && since is null => NewMap(),
            (AreaFormat.Auto, true) => new ChangeLines(hasBeginning: since is null),
            _ => new ChangeNdjson(),
        };

        // The cursor stays on the line below the map. A terminal that does not say its size is assumed to have the usual one.
        LiveMap NewMap() => new(
            area,
            Console.WindowWidth is > 0 and var width ? width : 80,
            Console.WindowHeight is > 1 and var height ? height - 1 : 23);
    }
}
