using System.Runtime.CompilerServices;

namespace Tests.CodeFirst.Harness;

/// <summary>A service whose methods do what a test says; by default they echo and count.</summary>
public sealed class Probe : IProbe
{
    private int _calls;

    /// <summary>How many handlers have been started.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Called before any handler.</summary>
    public Action<ServerCallContext>? OnEveryCall { get; set; }

    public Func<Question, ServerCallContext, Task<Answer>> OnAsk { get; set; } =
        (question, _) => Task.FromResult(new Answer { Number = question.Number, Payload = question.Payload });

    public Func<Question, ServerCallContext, IAsyncEnumerable<Answer>> OnStream { get; set; } = (question, _) => CountTo(question.Number);

    public Func<IAsyncEnumerable<Question>, ServerCallContext, Task<Answer>> OnCollect { get; set; } =
        async (questions, _) => new Answer { Number = await questions.Select(q => q.Number).SumAsync() };

    public Func<IAsyncEnumerable<Question>, ServerCallContext, IAsyncEnumerable<Answer>> OnTalk { get; set; } =
        (questions, _) => questions.Select(q => new Answer { Number = q.Number, Payload = q.Payload });

    public Task<Answer> Ask(Question question, CallContext context)
    {
        Begin(context);
        return OnAsk(question, context.ServerCallContext!);
    }

    public IAsyncEnumerable<Answer> Stream(Question question, CallContext context)
    {
        Begin(context);
        return OnStream(question, context.ServerCallContext!);
    }

    public Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context)
    {
        Begin(context);
        return OnCollect(questions, context.ServerCallContext!);
    }

    public IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context)
    {
        Begin(context);
        return OnTalk(questions, context.ServerCallContext!);
    }

    /// <summary>Answers 0, 1, 2 and so on, without ever waiting.</summary>
    public static async IAsyncEnumerable<Answer> CountTo(int count)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            yield return new Answer { Number = i };
        }
    }

    /// <summary>Some answers, and then none until the call ends.</summary>
    public static async IAsyncEnumerable<Answer> CountThenWait(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < count; i++)
        {
            yield return new Answer { Number = i };
        }

        await Questions.Forever(cancellationToken);
    }

    private void Begin(CallContext context)
    {
        Interlocked.Increment(ref _calls);
        OnEveryCall?.Invoke(context.ServerCallContext!);
    }
}
