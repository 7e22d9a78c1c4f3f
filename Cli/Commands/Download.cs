using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>
/// Gets the images of an area into a file, a folder or a stream. After a lost connection it goes on after the last image that came; on a
/// terminal, where messages would go between the rows, it draws the area again.
/// </summary>
/// <param name="choice">The area.</param>
/// <param name="formatName">The name of the format.</param>
/// <param name="path">Where to write; null for stdout.</param>
internal sealed class Download(AreaChoice choice, string formatName, string? path) : IDisposable
{
    private readonly OutputTarget? _output = ImageStore.IsOne(path) ? null : OutputTarget.Open(path);
    private ImageStore? _store;
    private ImageFormat? _format;
    private Progress? _progress;
    private ImagePump? _pump;
    private ServedMap? _map;
    private GridArea _area;

    /// <summary>Number of images that have come.</summary>
    public long Images => _progress?.Images ?? 0;

    /// <summary>Gets what has not come yet.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="CliException">What is missing cannot be got by another call.</exception>
    public async Task ContinueAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        (ServedMap map, GridArea area) = await choice.FindAsync(connection, cancellationToken);
        ImagePump pump = _pump ?? Begin(map, area);
        if ((map.Name, map.Grid, area) != (_map!.Name, _map.Grid, _area))
        {
            throw CliException.Call(
                StatusCode.Aborted,
                $"after the connection was lost, the server's map is another one: it was {Describe(_map)} and is {Describe(map)}");
        }

        try
        {
            await pump.RunAsync(part => connection.GetImages(part, cancellationToken), cancellationToken);
        }
        catch (RpcException e) when (!pump.IsOrdered)
        {
            throw CliException.Call(
                e.StatusCode, $"{Printable.Line(e.Status.Detail)} (images came in no order, so that nobody knows which are missing)");
        }
        catch (RpcException) when (_output is { IsTerminal: true })
        {
            pump.BeginAnew();
            throw;
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

    private static string Describe(ServedMap map) => $"'{Printable.Line(map.Name)}' of {map.Grid}";

    private ImagePump Begin(ServedMap map, GridArea area)
    {
        (_map, _area) = (map, area);
        _progress = Progress.Create(area.CellCount, _output is { IsTerminal: true });
        _store = _output is null ? ImageStore.Create(path!, map, area, choice.Bounds) : null;
        return _pump = new ImagePump(area, Choose, _output?.Sink ?? new ByteSink(Stream.Null, path!), _progress);
    }

    private ImageFormat Choose(CellImage? first) =>
        _format = _store ?? AreaFormat.Create(formatName, _area, _map!.ContentType, first, _output!.IsTerminal);
}
