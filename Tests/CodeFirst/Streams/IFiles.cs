using System.Runtime.CompilerServices;
using CodeFirst.Grpc;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>Every shape in which a method can take or return a stream of bytes.</summary>
[Service("test.Files")]
public interface IFiles
{
    Task<Stream> Get(Question question, CallContext context = default);

    ValueTask<Stream> GetNext(CancellationToken cancellationToken = default);

    Task<Answer> Put(Stream data, CallContext context = default);

    ValueTask<Answer> PutNext(Stream data, CancellationToken cancellationToken = default);

    Task Drop(Stream data);

    ValueTask DropNext(Stream data, CallContext context = default);

    Task<Stream> Convert(Stream data, CallContext context = default);

    ValueTask<Stream> ConvertNext(Stream data);

    IAsyncEnumerable<Answer> Split(Stream data, CallContext context = default);

    Task<Stream> Join(IAsyncEnumerable<Question> questions, CallContext context = default);
}

/// <summary>Does what a test says. By default it gives as many bytes as it is asked for, counts those it is given, and hands back what it gets.</summary>
public sealed class Files : IFiles
{
    public Func<Question, ServerCallContext?, Task<Stream>> OnGet { get; set; } = (question, _) => Task.FromResult<Stream>(new Bytes(question.Number));

    public Func<Stream, CancellationToken, Task<Answer>> OnPut { get; set; } = async (data, token) =>
    {
        (long length, byte[] hash) = await Bytes.ReadAsync(data, token);
        return new Answer { Number = (int)length, Payload = hash };
    };

    public Func<Stream, CancellationToken, Task<Stream>> OnConvert { get; set; } = (data, _) => Task.FromResult(data);

    public Task<Stream> Get(Question question, CallContext context) => OnGet(question, context.ServerCallContext);

    public ValueTask<Stream> GetNext(CancellationToken cancellationToken) => new(OnGet(new Question { Number = 100_000 }, null));

    public Task<Answer> Put(Stream data, CallContext context) => OnPut(data, context.CancellationToken);

    public ValueTask<Answer> PutNext(Stream data, CancellationToken cancellationToken) => new(OnPut(data, cancellationToken));

    public Task Drop(Stream data) => OnPut(data, default);

    public async ValueTask DropNext(Stream data, CallContext context) => await OnPut(data, context.CancellationToken);

    public Task<Stream> Convert(Stream data, CallContext context) => OnConvert(data, context.CancellationToken);

    public ValueTask<Stream> ConvertNext(Stream data) => new(OnConvert(data, default));

    public async IAsyncEnumerable<Answer> Split(Stream data, CallContext context)
    {
        byte[] buffer = new byte[10_000];
        while (await data.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken) is > 0 and int count)
        {
            yield return new Answer { Payload = buffer[..count] };
        }
    }

    public async Task<Stream> Join(IAsyncEnumerable<Question> questions, CallContext context)
    {
        var joined = new MemoryStream();
        await foreach (Question question in questions)
        {
            joined.Write(question.Payload);
        }

        joined.Position = 0;
        return joined;
    }
}
