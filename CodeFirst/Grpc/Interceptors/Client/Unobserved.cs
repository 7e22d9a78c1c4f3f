namespace CodeFirst.Grpc;

/// <summary>Tasks whose failure is told elsewhere.</summary>
internal static class Unobserved
{
    /// <summary>Keeps a failure that nobody awaits from being reported as one that went unseen.</summary>
    public static void Ignore(Task task) =>
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
