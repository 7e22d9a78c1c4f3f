using ProtoBuf.Grpc.Configuration;

namespace Tests.CodeFirst.Calls.Downloads;

/// <summary>Every shape in which a method can return a stream of bytes.</summary>
[Service("test.Files")]
public interface IFiles
{
    Task<Stream> Get(Question question, CallContext context = default);

    ValueTask<Stream> GetNext(CancellationToken cancellationToken = default);
}

/// <summary>Does what a test says. By default it gives as many bytes as it is asked for.</summary>
public sealed class Files : IFiles
{
    public Func<Question, ServerCallContext?, Task<Stream>> OnGet { get; set; } =
        (question, _) => Task.FromResult<Stream>(new Bytes(question.Number));

    public Task<Stream> Get(Question question, CallContext context) => OnGet(question, context.ServerCallContext);

    public ValueTask<Stream> GetNext(CancellationToken cancellationToken) => new(OnGet(new Question { Number = 100_000 }, null));
}
