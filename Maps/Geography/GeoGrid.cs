using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CodeFirstSatellite.Maps.Geography;

/// <summary>Where on Earth the cells of a grid lie.</summary>
/// <param name="Grid">The cells.</param>
/// <param name="Projection">How latitudes become rows.</param>
/// <param name="Bounds">The rectangle that all cells cover together: a cover (<see cref="GeoBounds.TryCreateCover"/>).</param>
public sealed record GeoGrid(Grid Grid, Projection Projection, GeoBounds Bounds)
{
    /// <summary>The latitude where the square of Web Mercator ends, in degrees.</summary>
    public static readonly double MercatorLimit = Math.Atan(Math.Sinh(Math.PI)) * 180 / Math.PI;

    // Degrees around the Earth.
    private const double Turn = 360;

    private readonly double _south = Stretch(Projection, Bounds.South);
    private readonly double _north = Stretch(Projection, Bounds.North);

    /// <summary>What a person needs to know of it, such as "EPSG:4326 over -180,-90,180,90".</summary>
    public static string Describe(GeoGrid? grid) => grid is null
        ? "at an unknown place"
        : $"{Crs.Of(grid.Projection)} over {grid.Bounds}";

    /// <summary>Whether two grids of the same size have each cell at the same place.</summary>
    public bool IsSamePlace(GeoGrid other)
    {
        // A hundredth of a cell: edges are written with few digits.
        double tolerance = Math.Min((Bounds.East - Bounds.West) / Grid.Width, (Bounds.North - Bounds.South) / Grid.Height) / 100;
        return Projection == other.Projection
            && Math.Abs(Bounds.West - other.Bounds.West) < tolerance
            && Math.Abs(Bounds.South - other.Bounds.South) < tolerance
            && Math.Abs(Bounds.East - other.Bounds.East) < tolerance
            && Math.Abs(Bounds.North - other.Bounds.North) < tolerance;
    }

    /// <summary>The part of Earth that a projection can show.</summary>
    public static GeoBounds WorldOf(Projection projection) =>
        projection == Projection.WebMercator && GeoBounds.TryCreate(-180, -MercatorLimit, 180, MercatorLimit, out GeoBounds bounds)
            ? bounds
            : GeoBounds.World;

    /// <summary>Whether the cells go all the way around the Earth, so that the last column lies beside the first.</summary>
    public bool IsRound => Math.Abs(Bounds.East - Bounds.West - Turn) < Turn / Grid.Width / 100 && Grid.Width <= int.MaxValue / 2;

    /// <summary>
    /// Finds the cell of a point. A point on an edge belongs to the cell east or north of it; on the grid's last edges, to the last cell.
    /// </summary>
    public bool TryGetCell(double longitude, double latitude, out Cell cell, [NotNullWhen(false)] out string? error)
    {
        // A grid across the 180th meridian counts on there, a person does not.
        double turned = !(Math.Abs(longitude) <= Turn / 2) ? longitude
            : longitude < Bounds.West ? longitude + Turn
            : longitude > Bounds.East ? longitude - Turn
            : longitude;

        // Written so that NaN is out of bounds.
        if (!(turned >= Bounds.West && turned <= Bounds.East && latitude >= Bounds.South && latitude <= Bounds.North))
        {
            cell = default;
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"longitude {longitude}, latitude {latitude} is not on the map, "
                + $"which covers longitudes from {Bounds.West} to {Bounds.East} "
                + $"and latitudes from {Bounds.South} to {Bounds.North}");
            return false;
        }

        cell = new Cell(Math.Min((int)Column(turned), Grid.Width - 1), Math.Min((int)Row(latitude), Grid.Height - 1));
        error = null;
        return true;
    }

    /// <summary>Finds the cells that a rectangle overlaps, cut off where the grid ends. Touching an edge is no overlap.</summary>
    public bool TryGetArea(GeoBounds bounds, out GridArea area, [NotNullWhen(false)] out string? error)
    {
        if (bounds.East <= Bounds.West || bounds.West >= Bounds.East || bounds.North <= Bounds.South || bounds.South >= Bounds.North)
        {
            area = default;
            error = $"nothing of {bounds} is on the map, which covers {Bounds} (west, south, east, north)";
            return false;
        }

        int west = First(Column(bounds.West));
        int south = First(Row(bounds.South));
        area = new GridArea(west, south, Last(Column(bounds.East), west, Grid.Width), Last(Row(bounds.North), south, Grid.Height));
        error = null;
        return true;
    }

    /// <summary>
    /// The same for a rectangle that may cross the 180th meridian, or the edge where the grid begins. On a round grid the area may go on
    /// beyond the last column, where the first is again: column <c>Grid.Width</c> is column 0.
    /// </summary>
    public bool TryGetAreaAround(GeoBounds bounds, out GridArea area, [NotNullWhen(false)] out string? error)
    {
        GeoBounds[] views = [.. Views(bounds)];
        if (views.Length > 1)
        {
            area = default;
            error = $"{bounds} goes around the Earth to both ends of the map, which covers {Bounds} (west, south, east, north); "
                + "take what lies at each end by itself";
            return false;
        }

        GeoBounds seen = Seen(bounds);
        if (!TryGetArea(seen, out area, out error))
        {
            return false;
        }

        if (IsRound)
        {
            _ = Unrolled().TryGetArea(seen, out GridArea around, out _);
            area = new GridArea(around.West, around.South, Math.Min(around.East, around.West + Grid.Width - 1), around.North);
        }

        return true;
    }

    /// <summary>
    /// A round grid and the same again east of it, so that an area that goes on beyond the last column lies on it as a whole.
    /// </summary>
    public GeoGrid Unrolled() =>
        IsRound && GeoBounds.TryCreateCover(Bounds.West, Bounds.South, Bounds.West + (2 * Turn), Bounds.North, out GeoBounds twice)
            ? new GeoGrid(new Grid(2 * Grid.Width, Grid.Height), Projection, twice)
            : this;

    /// <summary>
    /// A rectangle whose longitudes may be a turn more or less, as the grid counts them. On a round grid, it begins on the grid.
    /// </summary>
    public GeoBounds Seen(GeoBounds bounds) => Views(bounds).DefaultIfEmpty(bounds).First();

    /// <summary>The rectangle that a cell covers.</summary>
    public GeoBounds BoundsOf(Cell cell) => BoundsOf(new GridArea(cell.X, cell.Y, cell.X, cell.Y));

    /// <summary>
    /// The rectangle that an area covers. That of an area which goes on beyond the last column is as wide as the grid: the descriptions of
    /// tile sets have no other for it (TileJSON 3.0.0 section 3.5).
    /// </summary>
    public GeoBounds BoundsOf(GridArea area)
    {
        if (area.East >= Grid.Width)
        {
            area = new GridArea(0, area.South, Grid.Width - 1, area.North);
        }

        _ = GeoBounds.TryCreateCover(
            Longitude(area.West),
            Latitude(area.South),
            Longitude(area.East + 1L),
            Latitude(area.North + 1L),
            out GeoBounds bounds);
        return bounds;
    }

    /// <summary>A rectangle in the units of the projection: degrees (EPSG:4326), or metres of Web Mercator (EPSG:3857).</summary>
    public (double West, double South, double East, double North) InUnits(GeoBounds bounds) => Projection == Projection.Geodetic
        ? (bounds.West, bounds.South, bounds.East, bounds.North)
        : (Mercator.X(bounds.West), Mercator.Y(bounds.South), Mercator.X(bounds.East), Mercator.Y(bounds.North));

    /// <summary>
    /// The edges of a rectangle as distances from the grid's south-western corner, in columns and rows; cut off where the grid ends.
    /// </summary>
    public (double West, double South, double East, double North) InCells(GeoBounds bounds) => (
        Math.Clamp(Column(bounds.West), 0, Grid.Width),
        Row(bounds.South),
        Math.Clamp(Column(bounds.East), 0, Grid.Width),
        Row(bounds.North));

    private IEnumerable<GeoBounds> Views(GeoBounds bounds)
    {
        // What goes all the way around begins where the grid does.
        double[] turns = bounds.East - bounds.West >= Turn ? [Bounds.West - bounds.West] : [0, Turn, -Turn];

        // The outermost cells may lie beyond a whole turn, where nothing is.
        double end = Math.Min(Bounds.East, Bounds.West + Turn);
        foreach (double turn in turns)
        {
            if (GeoBounds.TryCreateCover(bounds.West + turn, bounds.South, bounds.East + turn, bounds.North, out GeoBounds view)
                && (IsRound
                    ? Column(view.West) >= 0 && Column(view.West) < Grid.Width
                    : view.East > Bounds.West && view.West < end))
            {
                yield return view;
            }
        }
    }

    private static int First(double position) => (int)Math.Max(0, position);

    // Here an edge belongs to the cell before it, or a rectangle that ends on it would get a row too many.
    private static int Last(double position, int first, int count) => (int)Math.Clamp(Math.Ceiling(position) - 1, first, count - 1);

    // The distance from the western edge, in cells.
    private double Column(double longitude) => Snap((longitude - Bounds.West) / (Bounds.East - Bounds.West) * Grid.Width);

    // The distance from the southern edge, in cells.
    private double Row(double latitude) =>
        Snap((Math.Clamp(Stretch(Projection, latitude), _south, _north) - _south) / (_north - _south) * Grid.Height);

    // A value next to a cell's edge means that edge: it was computed, or written with few digits.
    private static double Snap(double position) => Math.Abs(position - Math.Round(position)) < 1e-6 ? Math.Round(position) : position;

    private double Longitude(double column) =>
        column == Grid.Width ? Bounds.East : Bounds.West + (column / Grid.Width * (Bounds.East - Bounds.West));

    private double Latitude(double row)
    {
        double stretched = _south + (row / Grid.Height * (_north - _south));
        return row == 0 ? Bounds.South
            : row == Grid.Height ? Bounds.North
            : Projection == Projection.Geodetic ? stretched
            : Mercator.Unstretch(stretched);
    }

    private static double Stretch(Projection projection, double latitude) =>
        projection == Projection.Geodetic ? latitude : Mercator.Stretch(latitude);
}
