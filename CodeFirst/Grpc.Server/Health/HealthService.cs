namespace CodeFirst.Grpc.Server;

/// <summary>
/// The health of a server as <c>grpc.health.v1.Health</c> tells it: take it from the service provider to say how services
/// are. The server, whose name is empty, and every mapped service are SERVING until something else is said. When
/// the application begins to stop, all are NOT_SERVING for good, and clients that watch are told so before their calls end.
/// </summary>
/// <remarks>Any thread may call at any time.</remarks>
public sealed class HealthService
{
    private readonly Lock _gate = new();

    // Guarded by the gate, so that a status and the signal for its next change are seen together.
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal) { [""] = ServingStatus.Serving };
    private TaskCompletionSource _changed = NewSignal();
    private bool _stopping;

    internal HealthService()
    {
    }

    /// <summary>Says how a service is. Without effect once the application stops.</summary>
    /// <param name="service">The full name, <c>package.Service</c>, or empty for the server.</param>
    /// <param name="status">The status; <see cref="ServingStatus.ServiceUnknown"/> is not one that can be set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is none, or is <see cref="ServingStatus.ServiceUnknown"/>.</exception>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        if (status is not (ServingStatus.Unknown or ServingStatus.Serving or ServingStatus.NotServing))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, $"A service can be Unknown, Serving or NotServing; to make it unknown to clients, call {nameof(ClearStatus)}.");
        }

        Change(statuses => statuses[service] = status);
    }

    /// <summary>Makes a service one that is not known. Without effect once the application stops.</summary>
    /// <param name="service">The full name, <c>package.Service</c>, or empty for the server.</param>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        Change(statuses => statuses.Remove(service));
    }

    /// <summary>Makes every service, and the server, one that is not known. Without effect once the application stops.</summary>
    public void ClearAll() => Change(statuses => statuses.Clear());

    /// <summary>Makes a service that was mapped known, unless its status has been set already.</summary>
    internal void Add(string service) => Change(statuses => statuses.TryAdd(service, ServingStatus.Serving));

    /// <summary>Makes every service that is known NOT_SERVING, and lets nothing change that.</summary>
    internal void Stop() => Change(statuses =>
    {
        _stopping = true;
        foreach (string service in statuses.Keys)
        {
            statuses[service] = ServingStatus.NotServing;
        }
    });

    /// <summary>How a service is now.</summary>
    internal ServiceHealth Look(string service)
    {
        lock (_gate)
        {
            ServingStatus? status = _statuses.TryGetValue(service, out ServingStatus known) ? known : null;
            return new ServiceHealth(status, _changed.Task, _stopping);
        }
    }

    /// <summary>How every service is now; null when there are more than <paramref name="limit"/>.</summary>
    internal Dictionary<string, ServingStatus>? LookAtAll(int limit)
    {
        lock (_gate)
        {
            return _statuses.Count > limit ? null : new(_statuses);
        }
    }

    private void Change(Action<Dictionary<string, ServingStatus>> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            change(_statuses);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How a service is at one moment.</summary>
/// <param name="Status">Its status; null when the service is not known.</param>
/// <param name="Changed">
/// Done when the status of any service has been set since. One signal for all: what is kept does not grow with the names
/// that clients choose to watch.
/// </param>
/// <param name="IsLast">Whether nothing will change any more.</param>
internal readonly record struct ServiceHealth(ServingStatus? Status, Task Changed, bool IsLast);
