using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>
/// Gets the images of an area into a file, a folder or a stream. After a lost connection it goes on after the last image that came; on a
/// terminal, where messages would go between the rows, it draws the area again.
/// </summary>
/// <param name="choice">The area.</param>
/// <param name="formatName">The name of the format.</param>
/// <param name="path">Where to write; null for stdout.</param>
/// <param name="isPyramid">Whether to get the map's lower zoom levels too.</param>
internal sealed class Download(AreaChoice choice, string formatName, string? path, bool isPyramid) : IDisposable
{
    private readonly OutputTarget? _output = ImageStore.IsOne(path) ? null : OutputTarget.Open(path);
    private ImageStore? _store;
    private ImageFormat? _format;
    private Progress? _progress;

    // All zoom levels, the lowest first, and which of them comes now.
    private IReadOnlyList<AreaLevel> _levels = [];
    private int _level;
    private ImagePump? _pump;

    /// <summary>Number of images that have come.</summary>
    public long Images => _progress?.Images ?? 0;

    /// <summary>Gets what has not come yet.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="CliException">What is missing cannot be got by another call.</exception>
    public async Task ContinueAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        (ServedMap map, GridArea area) = await choice.FindAsync(connection, cancellationToken);
        if (_levels is [.., var before] && (map.Name, map.Grid, area) != (before.Map.Name, before.Map.Grid, before.Area))
        {
            throw CliException.Call(
                StatusCode.Aborted,
                $"after the connection was lost, the server's map is another one: it was {Describe(before.Map)} and is {Describe(map)}");
        }

        if (_levels.Count == 0)
        {
            var top = new AreaLevel(map, area);
            Begin(isPyramid ? await Pyramid.FindAsync(connection, choice, top, cancellationToken) : [top]);
        }

        while (true)
        {
            await ContinueLevelAsync(connection, cancellationToken);
            if (_level == _levels.Count - 1)
            {
                return;
            }

            BeginLevel(_level + 1);
        }
    }

    /// <summary>Ends the output after the last image.</summary>
    public void Complete()
    {
        _pump!.Complete();
        _store?.Commit();
        _output?.Complete();
        _progress!.Clear();
        if (_format is TerminalMapFormat { WasCut: true })
        {
            Stderr.Note(
                "this terminal is too narrow for the whole of it; the rest is cut off at the right. All of it, into a file:\n"
                + $"  {SelfCommand.With(["get-area", "-o", "map.txt"])}");
        }
    }

    /// <summary>Prepares the output for an error message.</summary>
    public void BreakOff() => _pump?.BreakOff();

    /// <summary>What another call will do.</summary>
    public string Again() => _output is { IsTerminal: true }
        ? "drawing it again"
        : string.Create(CultureInfo.InvariantCulture, $"going on after {Images:N0} images");

    public void Dispose()
    {
        _progress?.Dispose();
        _store?.Dispose();
        _output?.Dispose();
    }

    private static IAsyncEnumerable<Image> GetImages(
        SatelliteConnection connection, Grid grid, GridArea area, int? zoom, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<Image>[] pieces =
            [.. grid.PiecesOf(area).Select(piece => connection.GetImages(piece, cancellationToken, zoom))];
        return pieces is [var west, var east] ? PiecedImages.JoinAsync(west, east, cancellationToken) : pieces[0];
    }

    private static string Describe(ServedMap map) => $"'{Printable.Line(map.Name)}' of {map.Grid}";

    private void Begin(IReadOnlyList<AreaLevel> levels)
    {
        _levels = levels;
        _progress = Progress.Create(levels.Sum(level => level.Area.CellCount), _output is { IsTerminal: true });
        _store = _output is null ? ImageStore.Create(path!, levels, choice.Bounds) : null;
        BeginLevel(0);
    }

    private void BeginLevel(int level)
    {
        _level = level;
        _store?.BeginLevel(level);
        AreaLevel begun = _levels[level];
        _pump = new ImagePump(begun.Area, begun.Map.Grid, Choose, _output?.Sink ?? new ByteSink(Stream.Null, path!), _progress!);
    }

    private async Task ContinueLevelAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        Grid grid = _levels[_level].Map.Grid;
        int? zoom = _level < _levels.Count - 1 ? _levels[_level].Map.Details.Zoom : null;
        try
        {
            await _pump!.RunAsync(part => GetImages(connection, grid, part, zoom, cancellationToken), cancellationToken);
        }
        catch (RpcException e) when (!_pump!.IsOrdered)
        {
            throw CliException.Call(
                e.StatusCode, $"{Printable.Line(e.Status.Detail)} (images came in no order, so that nobody knows which are missing)");
        }
        catch (RpcException) when (_output is { IsTerminal: true })
        {
            _pump!.BeginAnew();
            throw;
        }
    }

    private ImageFormat Choose(CellImage? first) => _format = _store
        ?? AreaFormat.Create(formatName, _levels[_level].Area, _levels[_level].Map.ContentType, first, _output!.IsTerminal);
}
