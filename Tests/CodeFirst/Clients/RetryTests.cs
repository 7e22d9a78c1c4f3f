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
        options.HttpHandler = load;
        options.DisposeHttpClient = true;
        using GrpcChannel channel = Contracts.Connect(first.Address, options);
        IProbe probe = Contracts.Create<IProbe>(channel);
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(_ => load.CallAsync(probe))];
        await load.UntilAsync(() => load.Succeeded >= Enough);

        await first.DisposeAsync();
        await load.UntilAsync(() => load.Refused >= Workers || load.Failures.Count == Workers);
        await using ProbeServer second = await ProbeServer.StartAsync(port: new Uri(first.Address).Port);
        load.GoOn();
        int before = load.Succeeded;
        await load.UntilAsync(() => load.Succeeded >= before + Enough);

        load.Stop();
        await Task.WhenAll(workers).Patiently();
        return load.Failures;
    }

    /// <summary>
    /// Calls without a pause, until one fails; they go on when the server is back. Also the transport under them, which counts requests
    /// that no server took.
    /// </summary>
    private sealed class Load() : DelegatingHandler(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _isBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isStopped;

        public int Succeeded { get; private set; }

        public int Refused { get; private set; }

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

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                Note(() => Refused++);
                throw;
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
