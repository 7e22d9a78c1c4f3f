using System.Net;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using Microsoft.AspNetCore.Connections;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// Counts connections, in two stages: unfinished handshakes, which anybody can open, and connections of clients that have shown their
/// certificate. So whoever has none cannot keep those out who have.
/// </summary>
/// <remarks>
/// A connection counts until its socket is closed, not until Kestrel is done with it: Kestrel may wait for a stream of a closed connection
/// for ever (dotnet/aspnetcore#51307), and its own MaxConcurrentConnections then never gets the place back. Such a connection is let go.
/// </remarks>
internal sealed class ConnectionGate(SatelliteOptions options, Refusals refusals, TimeProvider time)
{
    /// <summary>How long the calls of a closed connection may take to end, before it is let go.</summary>
    public static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    private readonly HostLimits _limits = options.Limits;

    // The lock guards all below, and the stage of each arrival.
    private readonly Lock _lock = new();
    private readonly LinkedList<Arrival> _handshakes = [];
    private readonly Dictionary<IPAddress, int> _handshakesOf = [];
    private int _admitted;

    /// <summary>The connections that are admitted.</summary>
    public int Admitted
    {
        get
        {
            lock (_lock)
            {
                return _admitted;
            }
        }
    }

    /// <summary>Goes before TLS: takes a connection in until its handshake is done.</summary>
    public ConnectionDelegate BeforeTls(ConnectionDelegate next) => connection => TakeInAsync(connection, next);

    /// <summary>Goes after TLS: admits a connection whose handshake is done.</summary>
    public ConnectionDelegate AfterTls(ConnectionDelegate next) => connection =>
    {
        Arrival arrival = connection.Features.Get<Arrival>()!;
        if (TryAdmit(arrival, out bool isFull))
        {
            return next(connection);
        }

        // Its client may have left, or it may have been cut off, just when the handshake was done.
        if (isFull)
        {
            Refuse(arrival);
        }

        return Task.CompletedTask;
    };

    private async Task TakeInAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var arrival = new Arrival(connection);
        if (!TryBegin(arrival, out Arrival? cut, out RefusalReason why))
        {
            Refuse(arrival);
            return;
        }

        if (cut is not null)
        {
            refusals.Report(why, new Refusal { Peer = cut.Connection.RemoteEndPoint });
            cut.Connection.Abort(new ConnectionAbortedException("Cut off in its handshake to make room for others."));
        }

        connection.Features.Set(arrival);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration onClosed = connection.ConnectionClosed.UnsafeRegister(
            _ =>
            {
                Leave(arrival);
                closed.SetResult();
            },
            null);
        try
        {
            await RunAsync(connection, next(connection), closed.Task);
        }
        finally
        {
            Leave(arrival);
        }
    }

    private async Task RunAsync(ConnectionContext connection, Task run, Task closed)
    {
        if (await Task.WhenAny(run, closed) == closed && !run.IsCompleted)
        {
            try
            {
                await run.WaitAsync(LongestEnd, time);
                return;
            }
            catch (TimeoutException) when (!run.IsCompleted)
            {
                refusals.Report(RefusalReason.NeverEnds, new Refusal { Peer = connection.RemoteEndPoint });
                connection.Abort(new ConnectionAbortedException("Its calls did not end after it was closed."));
                return;
            }
        }

        await run;
    }

    /// <summary>Counts a handshake that begins; false if there are too many connections already.</summary>
    /// <param name="arrival">The connection.</param>
    /// <param name="cut">The connection to cut off for it; null for none.</param>
    /// <param name="why">The limit that is reached.</param>
    private bool TryBegin(Arrival arrival, out Arrival? cut, out RefusalReason why)
    {
        cut = null;
        why = RefusalReason.Connections;
        lock (_lock)
        {
            if (_admitted >= _limits.Connections)
            {
                arrival.Stage = ArrivalStage.Gone;
                return false;
            }

            if (arrival.Address is { } address && _handshakesOf.GetValueOrDefault(address) >= _limits.HandshakesPerAddress)
            {
                why = RefusalReason.HandshakesPerAddress;
                cut = FirstToGo(address);
            }
            else if (_handshakes.Count >= _limits.Handshakes)
            {
                why = RefusalReason.Handshakes;
                cut = FirstToGo(null);
            }

            if (cut is not null)
            {
                cut.IsCut = true;
                Remove(cut, ArrivalStage.Gone);
            }

            _handshakes.AddLast(arrival);
            if (arrival.Address is not null)
            {
                _handshakesOf[arrival.Address] = _handshakesOf.GetValueOrDefault(arrival.Address) + 1;
            }

            return true;
        }
    }

    private bool TryAdmit(Arrival arrival, out bool isFull)
    {
        isFull = false;
        lock (_lock)
        {
            if (arrival.Stage != ArrivalStage.Handshake)
            {
                return false;
            }

            isFull = _admitted >= _limits.Connections;
            Remove(arrival, isFull ? ArrivalStage.Gone : ArrivalStage.Admitted);
            _admitted += isFull ? 0 : 1;
            return !isFull;
        }
    }

    private void Leave(Arrival arrival)
    {
        lock (_lock)
        {
            if (arrival.Stage == ArrivalStage.Handshake)
            {
                Remove(arrival, ArrivalStage.Gone);
            }
            else if (arrival.Stage == ArrivalStage.Admitted)
            {
                arrival.Stage = ArrivalStage.Gone;
                _admitted--;
            }
        }
    }

    // The oldest, and one that has said nothing before one that has: a client's hello comes at once.
    private Arrival FirstToGo(IPAddress? address)
    {
        Arrival? oldest = null;
        foreach (Arrival arrival in _handshakes)
        {
            if (address is null || address.Equals(arrival.Address))
            {
                if (!arrival.HasSaidHello)
                {
                    return arrival;
                }

                oldest ??= arrival;
            }
        }

        return oldest!;
    }

    private void Remove(Arrival arrival, ArrivalStage stage)
    {
        arrival.Stage = stage;
        _handshakes.Remove(arrival);
        if (arrival.Address is { } address && --_handshakesOf[address] is 0)
        {
            _handshakesOf.Remove(address);
        }
    }

    private void Refuse(Arrival arrival)
    {
        refusals.Report(RefusalReason.Connections, new Refusal { Peer = arrival.Connection.RemoteEndPoint });
        arrival.Connection.Abort(new ConnectionAbortedException("There are as many connections as there may be."));
    }
}
