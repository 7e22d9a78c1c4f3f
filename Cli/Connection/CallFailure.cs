using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Runs calls, and turns their failures into a message and an exit code.</summary>
internal static class CallFailure
{
    /// <exception cref="CliException">The call failed, or no connection was made.</exception>
    /// <exception cref="OperationCanceledException">The person interrupted it.</exception>
    public static async Task RunAsync(SatelliteConnection connection, Func<Task> calls, CancellationToken cancellationToken)
    {
        try
        {
            await calls();
        }
        catch (RpcException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (RpcException e)
        {
            RpcException failure = ConnectionFailure.OfTheTransport(e) ?? e;
            throw ConnectionFailure.Explain(e, connection)
                ?? CliException.Call(failure.StatusCode, Printable.Line(failure.Status.Detail), failure);
        }
    }
}
