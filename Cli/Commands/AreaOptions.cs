using System.CommandLine;
using CodeFirstSatellite.Cli.Areas;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options that name a rectangle: by its corners, or in degrees.</summary>
/// <param name="whose">Whose corners are the default: <c>map</c> or <c>file</c>.</param>
internal sealed class AreaOptions(string whose = "map")
{
    private readonly Option<string?> _lowerLeft = Value.Text("--ll", "X,Y", $"The lower-left corner; the {whose}'s own by default");
    private readonly Option<string?> _upperRight = Value.Text("--ur", "X,Y", $"The upper-right corner; the {whose}'s own by default");
    private readonly Option<string?> _box = Value.Text("--bbox", "W,S,E,N",
        "Every cell that this rectangle touches, in degrees, instead of --ll and --ur");

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
