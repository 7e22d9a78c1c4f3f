namespace Tests.CodeFirst.Clients;

/// <summary>A server that is restarted while clients call it.</summary>
[TestClass]
public sealed class RetryTests
{
    private const int Workers = 4;
    private const int Enough = 50;

    [TestMethod]
    public async Task Restart_UnderLoadWithRetries_LosesNoCall()
    {
        List<RpcException> lost = await RestartUnderLoadAsync(ServiceConfigs.Retries());
        Assert.IsEmpty(lost, string.Join('\n', lost.Select(failure => failure.Status)));
    }

    /// <summary>The control: the restart does hit calls.</summary>
    [TestMethod]
    public async Task Restart_UnderLoadWithoutRetries_LosesCalls()
    {
        List<RpcException> lost = await RestartUnderLoadAsync(new GrpcChannelOptions());
        Assert.IsNotEmpty(lost);
    }

    /// <summary>Calls a server, restarts it once calls have met none, and returns the calls that failed.</summary>
    private static async Task<List<RpcException>> RestartUnderLoadAsync(GrpcChannelOptions options)
    {
        ProbeServer first = await ProbeServer.StartAsync();
        var load = new Load();
        using GrpcChannel channel = Contracts.Connect(first.Address, options);
        IProbe probe = Contracts.Create<IProbe>(channel);
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(_ => load.CallAsync(probe))];
        await load.UntilAsync(() => load.Succeeded >= Enough);

        await first.DisposeAsync();

        // Without retries no call may be left to find that out.
        await await Task.WhenAny(UnreachableAsync(channel), load.UntilAsync(() => load.Failures.Count == Workers));
        await using ProbeServer second = await ProbeServer.StartAsync(port: new Uri(first.Address).Port);
        load.GoOn();
        int before = load.Succeeded;
        await load.UntilAsync(() => load.Succeeded >= before + Enough);

        load.Stop();
        await Task.WhenAll(workers).Patiently();
        return load.Failures;
    }

    /// <summary>Waits until a call has found no server.</summary>
    private static async Task UnreachableAsync(GrpcChannel channel)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        for (ConnectivityState state = channel.State; state != ConnectivityState.TransientFailure; state = channel.State)
        {
            await channel.WaitForStateChangedAsync(state, patience.Token);
        }
    }

    /// <summary>Calls without a pause, until one fails; they go on when the server is back.</summary>
    private sealed class Load
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _isBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isStopped;

        public int Succeeded { get; private set; }

        public List<RpcException> Failures { get; } = [];

        public void GoOn() => _isBack.SetResult();

        public void Stop() => _isStopped = true;

        public async Task UntilAsync(Func<bool> isReached)
        {
            using var patience = new CancellationTokenSource(Waiting.Patience);
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (isReached())
                    {
                        return;
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(patience.Token);
            }
        }

        /// <summary>Makes calls of both kinds in turn.</summary>
        public async Task CallAsync(IProbe probe)
        {
            for (int i = 0; !_isStopped; i++)
            {
                try
                {
                    int received = i % 2 == 0
                        ? (await probe.Ask(new Question { Number = 100 }).Patiently()).Number
                        : await probe.Stream(new Question { Number = 100 }).CountAsync().Patiently();
                    Assert.AreEqual(100, received);
                    Note(() => Succeeded++);
                }
                catch (RpcException failure)
                {
                    Note(() => Failures.Add(failure));
                    await _isBack.Task;
                }
            }
        }

        private void Note(Action what)
        {
            lock (_gate)
            {
                what();
                _changed.SetResult();
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
