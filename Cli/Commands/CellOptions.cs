using System.CommandLine;
using CodeFirstSatellite.Cli.Areas;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options that name a cell: by its column and row, or by a place in it.</summary>
internal sealed class CellOptions
{
    private readonly Option<string?> _x = Value.Text("--x", "N", "Column, 0 at the western edge");
    private readonly Option<string?> _y = Value.Text("--y", "N", "Row, 0 at the southern edge");
    private readonly Option<string?> _longitude =
        Value.Text("--lon", "DEGREES", "Longitude, east of Greenwich, instead of --x");
    private readonly Option<string?> _latitude =
        Value.Text("--lat", "DEGREES", "Latitude, north of the equator, instead of --y");

    public void AddTo(Command command)
    {
        command.Add(_x);
        command.Add(_y);
        command.Add(_longitude);
        command.Add(_latitude);
    }

    /// <exception cref="CliException">A value is wrong, or none or both are named.</exception>
    public CellChoice Read(ParseResult result) =>
        (result.GetValue(_x), result.GetValue(_y), result.GetValue(_longitude), result.GetValue(_latitude)) switch
        {
            ({ } x, { } y, null, null) => new CellChoice((Value.Coordinate("--x", x), Value.Coordinate("--y", y)), default),
            (null, null, { } longitude, { } latitude) =>
                new CellChoice(null, (Value.Degrees("--lon", longitude), Value.Degrees("--lat", latitude))),
            _ => throw CliException.Usage("which image? Name its cell, --x N --y N, or a place in it, --lon DEGREES --lat DEGREES."),
        };
}
