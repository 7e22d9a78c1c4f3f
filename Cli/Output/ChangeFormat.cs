using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Writes the changes of an area as they come.</summary>
internal abstract class ChangeFormat
{
    /// <summary>Whether it needs the images as they are to begin with, after a lost connection too.</summary>
    public virtual bool BeginsAnew => false;

    /// <summary>Writes a change.</summary>
    /// <param name="image">The image; null when only the version is news.</param>
    /// <param name="version">The version that is complete with it; null while more belongs to the same version.</param>
    /// <param name="sink">Where to.</param>
    public abstract void Write(CellImage? image, long? version, ByteSink sink);

    /// <exception cref="CliException">There is no such output.</exception>
    public static void Check(string name, long? since, bool isTerminal)
    {
        if (name == AreaFormat.Map && !isTerminal)
        {
            throw CliException.Usage(
                "--format map changes what a terminal shows, and stdout is none; leave it out for a JSON object a line.");
        }

        if (name == AreaFormat.Map && since is not null)
        {
            throw CliException.Usage("--format map begins with the images as they are; leave --since out, or take --format ndjson.");
        }
    }

    /// <param name="name">What was asked for.</param>
    /// <param name="area">The area that is watched.</param>
    /// <param name="contentType">The images' media type; empty when the server does not say.</param>
    /// <param name="since">The version to begin after; null to begin with the images as they are.</param>
    /// <param name="isTerminal">Whether a person watches.</param>
    public static ChangeFormat Create(string name, GridArea area, string contentType, long? since, bool isTerminal)
    {
        bool canMove = Environment.GetEnvironmentVariable("TERM") != "dumb";
        return (name, isTerminal) switch
        {
            (AreaFormat.Map, _) => NewMap(),
            (AreaFormat.Auto, true) when AreaFormat.IsText(contentType) && canMove && since is null => NewMap(),
            (AreaFormat.Auto, true) => new ChangeLines(hasBeginning: since is null),
            _ => new ChangeNdjson(),
        };

        // The line below the map is the cursor's. A terminal that does not tell its size is taken for one of the usual.
        LiveMap NewMap() => new(
            area,
            Console.WindowWidth is > 0 and var width ? width : 80,
            Console.WindowHeight is > 1 and var height ? height - 1 : 23);
    }
}
