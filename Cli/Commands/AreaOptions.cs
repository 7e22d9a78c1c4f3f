using System.CommandLine;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options that name a rectangle: by its corners, or in degrees.</summary>
internal sealed class AreaOptions
{
    private readonly Option<string?> _lowerLeft = new("--ll") { HelpName = "X,Y", Description = "The lower-left corner; the map's own by default" };
    private readonly Option<string?> _upperRight = new("--ur") { HelpName = "X,Y", Description = "The upper-right corner; the map's own by default" };
    private readonly Option<string?> _box = new("--bbox") { HelpName = "W,S,E,N", Description = "Every cell that this rectangle touches, in degrees, instead of --ll and --ur" };

    public void AddTo(Command command)
    {
        command.Add(_lowerLeft);
        command.Add(_upperRight);
        command.Add(_box);
    }

    /// <exception cref="CliException">A value is wrong, or corners are given beside degrees.</exception>
    public AreaChoice Read(ParseResult result)
    {
        var choice = new AreaChoice(
            result.GetValue(_lowerLeft) is { } ll ? Value.Corner(_lowerLeft.Name, ll) : null,
            result.GetValue(_upperRight) is { } ur ? Value.Corner(_upperRight.Name, ur) : null,
            result.GetValue(_box) is { } bounds ? Value.Bounds(_box.Name, bounds) : null);
        return choice.Bounds is null || (choice.LowerLeft is null && choice.UpperRight is null)
            ? choice
            : throw CliException.Usage("--bbox names the area by itself; leave --ll and --ur out.");
    }
}

/// <summary>The rectangle that the person means.</summary>
internal sealed record AreaChoice(Location? LowerLeft, Location? UpperRight, GeoBounds? Bounds)
{
    /// <summary>Whether nothing was named, which is the whole map.</summary>
    public bool IsWholeMap => LowerLeft is null && UpperRight is null && Bounds is null;

    /// <summary>Its cells, for which the server is asked where they depend on the map.</summary>
    /// <returns>The area, and the images' media type where the server was asked for it.</returns>
    public async Task<(Area Area, string? ContentType)> FindAsync(SatelliteConnection connection, CancellationToken cancellationToken) => Bounds is { } bounds
        ? (await MapPlace.AreaAsync(connection, bounds, cancellationToken), null)
        : await WholeMap.FillAsync(connection, LowerLeft, UpperRight, cancellationToken);
}
