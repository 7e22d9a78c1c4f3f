using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Grpc.Core;
using ProtoBuf.Grpc;
using Tests.InteropServer;
using Tests.TestService;

namespace Tests.Interop.Exchange;

/// <summary>Answers, and keeps how each call ended.</summary>
internal sealed class ExchangeService : IExchange
{
    public const string Failure = "as you wished: 100% ☺";

    // One for each handler that waits and has not been waited for.
    private readonly Channel<int> _waiting = Channel.CreateUnbounded<int>();
    private readonly Channel<CompletedCall> _completed = Channel.CreateUnbounded<CompletedCall>();
    private int _calls;

    /// <summary>How many handlers have been started.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The next call that is over, in the order in which they ended.</summary>
    public ValueTask<CompletedCall> CompletedAsync(CancellationToken cancellation) => _completed.Reader.ReadAsync(cancellation);

    public async Task<Answer> Ask(Question question, CallContext context)
    {
        await BeginAsync(context);
        var answer = AnswerTo(question, CompressedIn(context));
        await FulfilAsync(question, context);
        return answer;
    }

    public async Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context)
    {
        await BeginAsync(context);
        var sum = new Answer();
        await foreach (var question in questions)
        {
            var answer = AnswerTo(question, CompressedIn(context));
            sum.Number += answer.Number;
            sum.Payload = answer.Payload;
            sum.Received += answer.Received;
            sum.Compressed += answer.Compressed;
            await FulfilAsync(question, context);
        }

        return sum;
    }

    public async IAsyncEnumerable<Answer> Count(Question question, CallContext context)
    {
        await BeginAsync(context);
        var compressed = CompressedIn(context);
        for (var number = 1; number <= question.Number; number++)
        {
            var answer = AnswerTo(question, compressed);
            answer.Number = number;
            yield return answer;
        }

        await FulfilAsync(question, context);
    }

    public async IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context)
    {
        await BeginAsync(context);
        await foreach (var question in questions)
        {
            yield return AnswerTo(question, CompressedIn(context));
            await FulfilAsync(question, context);
        }
    }

    private async Task BeginAsync(CallContext context, [CallerMemberName] string method = "")
    {
        Interlocked.Increment(ref _calls);
        var call = context.ServerCallContext!;
        var cancelled = call.CancellationToken;
        var http = call.GetHttpContext();
        http.Response.OnCompleted(() =>
        {
            _completed.Writer.TryWrite(
                new CompletedCall(method, http.Response.Headers["grpc-encoding"], cancelled.IsCancellationRequested));
            return Task.CompletedTask;
        });
        var headers = new Metadata();
        foreach (var entry in call.RequestHeaders.Where(entry => entry.Key.StartsWith("echo", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            call.ResponseTrailers.Add(entry);
        }

        if (call.RequestHeaders.GetValue("compress") is { } encoding)
        {
            headers.Add(OfficialCompression.EncodingRequest, encoding);
        }

        if (headers.Count > 0)
        {
            await call.WriteResponseHeadersAsync(headers);
        }
    }

    /// <summary>How many questions came compressed since this was last asked: none or one.</summary>
    private static int CompressedIn(CallContext context) => context.ServerCallContext!.TakeWasCompressed() ? 1 : 0;

    private static Answer AnswerTo(Question question, int compressed) => Pattern.Matches(question.Payload)
        ? new Answer
        {
            Number = question.Number,
            Payload = Pattern.Make(question.AnswerSize),
            Received = question.Payload.Length,
            Compressed = compressed,
        }
        : throw new RpcException(new Status(StatusCode.DataLoss, $"a payload of {question.Payload.Length} bytes is not as it was"));

    private async Task FulfilAsync(Question question, CallContext context)
    {
        switch (question.Wish)
        {
            case Wish.Fail:
                throw new RpcException(
                    new Status(StatusCode.FailedPrecondition, Failure),
                    new Metadata { { "why", "wished" }, { "why", "twice" }, { "trace-bin", [0, 1, 0xFF] } });
            case Wish.Wait:
                _waiting.Writer.TryWrite(question.Number);
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case Wish.Meet:
                await _waiting.Reader.ReadAsync(context.CancellationToken);
                break;
        }
    }
}

/// <summary>A call that is over, as the server saw it.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Encoding">How its headers said that answers were compressed; null for not at all.</param>
/// <param name="WasCancelled">Whether its handler was told to stop.</param>
internal sealed record CompletedCall(string Method, string? Encoding, bool WasCancelled);
