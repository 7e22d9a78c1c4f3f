namespace Tests.Interop.Harness;

/// <summary>A test that starts programs: they are stopped when it ends, and what they printed is shown when it failed.</summary>
public abstract class InteropTest
{
    private readonly List<RunningProgram> _running = [];
    private readonly List<FinishedProgram> _finished = [];

    public required TestContext TestContext { get; set; }

    private protected CancellationToken Cancellation => TestContext.CancellationToken;

    [TestCleanup]
    public async Task StopProgramsAsync()
    {
        if (TestContext.CurrentTestOutcome is UnitTestOutcome.Failed or UnitTestOutcome.Error or UnitTestOutcome.Timeout)
        {
            _finished.ForEach(program => TestContext.WriteLine("{0}", program));
            _running.ForEach(program => TestContext.WriteLine("{0}", program.Transcript()));
        }

        foreach (var program in _running)
        {
            await program.DisposeAsync();
        }

        AssertLogIsClean();
    }

    /// <summary>Looks at what the programs logged, when they are stopped: a test that fails here leaves none behind.</summary>
    private protected virtual void AssertLogIsClean()
    {
    }

    private protected RunningProgram Start(Command command)
    {
        var program = RunningProgram.Start(command);
        _running.Add(program);
        return program;
    }

    private protected async Task<FinishedProgram> RunAsync(Command command)
    {
        var program = await FinishedProgram.RunAsync(command, Cancellation);
        _finished.Add(program);
        return program;
    }
}
