using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Load.Client.Soaking;

/// <summary>A server of a soak, with its clients and what was seen of them and of its process.</summary>
internal sealed class SoakedServer : IDisposable
{
    private const int StatesOfAPeriod = 6;

    // Fewer than a server takes unfinished handshakes.
    private const int ConnectingAtOnce = 10;

    private readonly int _process;
    private readonly CallTally _tally;
    private readonly SoakClient[] _clients;
    private readonly long _began = Stopwatch.GetTimestamp();

    // Of each period after the warm-up.
    private readonly List<ProcessState[]> _periods = [];

    /// <param name="server"><c>HOST:PORT/PROCESS</c></param>
    /// <param name="load">What its clients do.</param>
    public SoakedServer(string server, SoakLoad load)
    {
        string[] parts = server.Split('/');
        Address = parts[0];
        _process = int.Parse(parts[1], CultureInfo.InvariantCulture);
        _tally = new CallTally(Address);
        _clients = [.. Enumerable.Range(1, load.Clients).Select(number => new SoakClient(load, Address, number, _tally))];
    }

    public string Address { get; }

    public long Calls => _tally.Calls;

    public long Failed => _tally.Failed;

    public Task ConnectAsync() => Parallel.ForEachAsync(
        _clients,
        new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce },
        async (client, _) => await client.ConnectAsync());

    /// <summary>Has the clients make calls for a period.</summary>
    public async Task RunAsync(TimeSpan period, bool isWarm)
    {
        _tally.IsTiming = isWarm;
        Task[] calling = [.. _clients.Select(client => Task.Run(() => client.RunAsync(period)))];
        var states = new ProcessState[StatesOfAPeriod];
        for (var i = 0; i < states.Length; i++)
        {
            await Task.Delay(period / states.Length);
            states[i] = ProcessState.Of(_process, Stopwatch.GetElapsedTime(_began).TotalSeconds);
        }

        await Task.WhenAll(calling);
        if (isWarm)
        {
            _periods.Add(states);
        }
    }

    /// <summary>
    /// Calls, failed ones, cancelled streams, streams ended by their deadline, new connections; median and 99 % milliseconds of GetImage;
    /// and of memory in MiB, handles and threads each what there was after the warm-up, what there was at the end, and the slope an hour.
    /// </summary>
    public string Report()
    {
        (double median, double most) = _tally.Milliseconds();
        Trend[] trends =
        [
            Trend.Of(_periods, state => state.Memory),
            Trend.Of(_periods, state => state.Handles),
            Trend.Of(_periods, state => state.Threads),
        ];
        double[] figures =
        [
            _tally.Calls, _tally.Failed, _tally.Of(SoakCall.LeftArea), _tally.Late, _tally.Of(SoakCall.NewConnection), median, most,
            .. trends.SelectMany(trend => new[] { trend.First, trend.Last, trend.PerHour }),
        ];
        return string.Join(' ', figures.Select(figure => figure.ToString("0.###", CultureInfo.InvariantCulture)));
    }

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());
}
