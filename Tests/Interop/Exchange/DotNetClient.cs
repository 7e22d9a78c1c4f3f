using System.Runtime.CompilerServices;
using System.Text.Json;
using CodeFirst.Grpc.Client;
using Grpc.Core;
using Grpc.Net.Client;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Client;
using Tests.TestService;

namespace Tests.Interop.Exchange;

/// <summary>Makes calls as the programs of other languages do, with a client of the contract itself.</summary>
internal sealed class DotNetClient : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly Credentials _credentials;
    private readonly GrpcChannel _channel;
    private readonly IExchange _exchange;

    /// <param name="target">Host and port.</param>
    /// <param name="certificates">A folder with a CA and a client's certificate.</param>
    public DotNetClient(string target, string certificates, ContractForm contract)
    {
        _credentials = Credentials.Load(certificates, "client");
        var options = new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = { ClientCertificateContext = _credentials.Shown, CertificateChainPolicy = _credentials.Trust(ServerUse) },
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        };
        _channel = GrpcChannel.ForAddress(
            $"https://{target}",
            contract == ContractForm.Compiled ? options.UseCompiledContracts() : options);
        var invoker = _channel.CreateCallInvoker();
        _exchange = contract == ContractForm.Compiled
            ? invoker.CreateGrpcService<IExchange>()
            : GrpcClientFactory.CreateGrpcService<IExchange>(invoker);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _credentials.Dispose();
    }

    public async Task<ExchangeOutcome> CallAsync(ExchangeCall call)
    {
        using var cancellation = new CancellationTokenSource();
        var context = ContextOf(call, cancellation.Token);
        var answers = new List<Answer>();
        var status = Status.DefaultSuccess;
        Metadata trailers = [];
        try
        {
            await ConverseAsync(call, context, answers, cancellation);
            trailers = HasMetadata(call) ? context.ResponseTrailers() : [];
        }
        catch (RpcException e)
        {
            (status, trailers) = (e.Status, e.Trailers);
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            // protobuf-net.Grpc looks at the token between two requests, and may see it before grpc-dotnet has cancelled the call.
            status = new Status(StatusCode.Cancelled, e.Message);
        }

        return new ExchangeOutcome(
            JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{status.StatusCode}"),
            status.Detail,
            [.. answers.Select(answer => answer.Number)],
            [.. answers.Select(answer => Pattern.Matches(answer.Payload) ? answer.Payload.Length : -1)],
            [.. answers.Select(answer => answer.Received)],
            [.. answers.Select(answer => answer.Compressed)],
            HasMetadata(call) ? ToDictionary(await HeadersAsync(context)) : [],
            ToDictionary(trailers));
    }

    private static bool HasMetadata(ExchangeCall call) => call.Method != nameof(IExchange.Collect) || call.Metadata.Count > 0;

    private static CallContext ContextOf(ExchangeCall call, CancellationToken cancellation)
    {
        var metadata = new Metadata();
        foreach (var entry in call.Metadata)
        {
            metadata.Add(entry[0].EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal)
                ? new Metadata.Entry(entry[0], Convert.FromBase64String(entry[1]))
                : new Metadata.Entry(entry[0], entry[1]));
        }

        if (call.Gzip)
        {
            metadata.Add(OfficialCompression.EncodingRequest, OfficialCompression.Encoding);
        }

        // protobuf-net.Grpc, asked for metadata, sends no request of a client stream before it has the response's headers. The server
        // sends those of Collect before its answer only where there is metadata to send.
        var flags = CallContextFlags.IgnoreStreamTermination | (HasMetadata(call) ? CallContextFlags.CaptureMetadata : 0);
        return new CallContext(new CallOptions(metadata, DateTime.UtcNow.AddSeconds(call.Timeout), cancellation), flags);
    }

    private static async Task<Metadata> HeadersAsync(CallContext context)
    {
        try
        {
            return await context.ResponseHeadersAsync();
        }
        catch (RpcException)
        {
            return [];
        }
    }

    private static Dictionary<string, string[]> ToDictionary(Metadata metadata) => metadata
        .GroupBy(entry => entry.Key, entry => entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value)
        .ToDictionary(group => group.Key, group => group.ToArray());

    private static IEnumerable<Question> QuestionsOf(ExchangeCall call) => Enumerable.Range(0, call.Count).Select(index => new Question
    {
        Number = call.Number + index,
        Payload = Pattern.Make(call.Size),
        AnswerSize = call.AnswerSize,
        Wish = index == call.Count - 1 ? call.Wish : Wish.None,
    });

    private async Task ConverseAsync(ExchangeCall call, CallContext context, List<Answer> answers, CancellationTokenSource cancellation)
    {
        switch (call.Method)
        {
            case nameof(IExchange.Ask):
                answers.Add(await CancellingAsync(_exchange.Ask(QuestionsOf(call).First(), context)));
                break;
            case nameof(IExchange.Collect):
                answers.Add(await CancellingAsync(_exchange.Collect(QuestionsOf(call).ToAsyncEnumerable(), context)));
                break;
            case nameof(IExchange.Count):
                await TakeAsync(_exchange.Count(QuestionsOf(call).First(), context), () => { });
                break;
            default:
                var answered = new SemaphoreSlim(1);
                await TakeAsync(_exchange.Talk(OneByOne(answered), context), () => answered.Release());
                break;
        }

        async Task<Answer> CancellingAsync(Task<Answer> running)
        {
            if (call.CancelAfter == 0)
            {
                await _exchange.Ask(new Question { Wish = Wish.Meet });
                await cancellation.CancelAsync();
            }

            return await running;
        }

        async Task TakeAsync(IAsyncEnumerable<Answer> running, Action taken)
        {
            await foreach (var answer in running)
            {
                answers.Add(answer);
                taken();
                if (answers.Count == call.CancelAfter)
                {
                    await cancellation.CancelAsync();
                }
            }
        }

        // Each question but the first comes after the answer to the one before.
        async IAsyncEnumerable<Question> OneByOne(SemaphoreSlim answered, [EnumeratorCancellation] CancellationToken ended = default)
        {
            foreach (var question in QuestionsOf(call))
            {
                await answered.WaitAsync(ended);
                yield return question;
            }
        }
    }
}
