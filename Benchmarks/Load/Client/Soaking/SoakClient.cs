using System.Collections.Concurrent;
using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client.Soaking;

/// <summary>One of the clients of a server: a channel of its own, a certificate of its own, and a call every so often.</summary>
internal sealed class SoakClient(SoakLoad load, string address, int number, CallTally tally) : IDisposable
{
    private const int SmallSide = 8;
    private const int LargeSide = 100;

    // No call of the load takes as long unless something is wrong.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // Too short for a million images.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    // The same calls to each server, in every run.
    private readonly Random _random = new(number);

    private readonly ClientChannel _channel = load.Open(address, number);
    private readonly ConcurrentBag<ClientChannel> _kept = [];

    public Task ConnectAsync() => CallAsync(SoakCall.Image);

    /// <summary>
    /// Begins calls for so long, one each interval whether those before have ended or not, and waits until all have ended. A call that is
    /// slow delays no other, or the others would hide that.
    /// </summary>
    public async Task RunAsync(TimeSpan length)
    {
        List<Task> calls = [];
        long began = Stopwatch.GetTimestamp();
        for (TimeSpan due = load.Interval * number / load.Clients; due < length; due += load.Interval)
        {
            TimeSpan early = due - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            calls.Add(CallAsync(CallMix.Next(_random)));
        }

        await Task.WhenAll(calls);
    }

    public void Dispose()
    {
        _channel.Dispose();
        foreach (ClientChannel channel in _kept)
        {
            channel.Dispose();
        }
    }

    private async Task CallAsync(SoakCall call)
    {
        tally.Begin(call);
        try
        {
            await (call switch
            {
                SoakCall.Image => TimedImageAsync(),
                SoakCall.SmallArea => AreaAsync(SmallSide),
                SoakCall.LargeArea => AreaAsync(LargeSide),
                SoakCall.LateArea => LateAreaAsync(),
                SoakCall.LeftArea => LeftAreaAsync(),
                SoakCall.OutsideImage => OutsideImageAsync(),
                SoakCall.NewConnection => NewConnectionAsync(),
                _ => throw new ArgumentOutOfRangeException(nameof(call)),
            });
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidDataException)
        {
            tally.Fail(call, e);
        }
    }

    private async Task TimedImageAsync()
    {
        Location location = AnyCell(side: 1);
        long began = Stopwatch.GetTimestamp();
        Image image = await _channel.Satellite.GetImage(location, Within(Longest));
        tally.Time(Stopwatch.GetElapsedTime(began));
        Check(image, location.X, location.Y);
    }

    private async Task AreaAsync(int side)
    {
        Location corner = AnyCell(side);
        var area = new Area { LowerLeft = corner, UpperRight = new Location { X = corner.X + side - 1, Y = corner.Y + side - 1 } };
        var count = 0;
        await foreach (Image image in _channel.Satellite.GetImages(area, Within(Longest)))
        {
            Check(image, corner.X + (count % side), corner.Y + side - 1 - (count / side));
            count++;
        }

        CheckCount(count, side * side);
    }

    // A server that is quick enough may have sent all of it.
    private async Task LateAreaAsync()
    {
        long count = 0;
        try
        {
            await foreach (Image _ in _channel.Satellite.GetImages(load.Map.ToRequest(), Within(Short)))
            {
                count++;
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            tally.EndLate();
            return;
        }

        CheckCount(count, load.Map.Cells);
    }

    private async Task LeftAreaAsync()
    {
        // Leaving the loop cancels the call.
        await foreach (Image image in _channel.Satellite.GetImages(load.Map.ToRequest(), Within(Longest)))
        {
            Check(image, 0, load.Map.Height - 1);
            return;
        }

        throw new InvalidDataException("No image came.");
    }

    private async Task OutsideImageAsync()
    {
        try
        {
            await _channel.Satellite.GetImage(new Location { X = load.Map.Width }, Within(Longest));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.OutOfRange)
        {
            return;
        }

        throw new InvalidDataException("An image came of a cell beside the map.");
    }

    private async Task NewConnectionAsync()
    {
        Location location = AnyCell(side: 1);
        ClientChannel channel = load.Open(address, number);
        try
        {
            Check(await channel.Satellite.GetImage(location, Within(Longest)), location.X, location.Y);
        }
        finally
        {
            if (load.KeepsConnections)
            {
                _kept.Add(channel);
            }
            else
            {
                channel.Dispose();
            }
        }
    }

    // The lower-left corner of an area of the map.
    private Location AnyCell(int side) =>
        new() { X = _random.Next(load.Map.Width - side + 1), Y = _random.Next(load.Map.Height - side + 1) };

    private static CallOptions Within(TimeSpan time) => new(deadline: DateTime.UtcNow + time);

    private static void Check(Image image, int x, int y)
    {
        if (image.X != x || image.Y != y || image.Bytes.IsEmpty)
        {
            throw new InvalidDataException(
                $"The image of ({x}, {y}) was due; that of ({image.X}, {image.Y}) came, of {image.Bytes.Length} bytes.");
        }
    }

    private static void CheckCount(long count, long expected)
    {
        if (count != expected)
        {
            throw new InvalidDataException($"{count} images came instead of {expected}.");
        }
    }
}
