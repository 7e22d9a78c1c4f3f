using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Configuration;

namespace Tests.Interop.Exchange;

/// <summary>
/// One method of each kind, for peers that are not about satellites. Payloads are <see cref="Pattern"/>s. Metadata whose
/// name begins with <c>echo</c> comes back, in headers and in trailers; <c>compress</c> names how answers are compressed.
/// </summary>
[Service("exchange.Exchange")]
public interface IExchange
{
    /// <summary>Answers with the question's number and as many bytes as it asks for.</summary>
    Task<Answer> Ask(Question question, CallContext context = default);

    /// <summary>Answers with the sums of what the questions have.</summary>
    Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context = default);

    /// <summary>Answers 1, 2 and so on up to the question's number.</summary>
    IAsyncEnumerable<Answer> Count(Question question, CallContext context = default);

    /// <summary>Answers every question as it comes.</summary>
    IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context = default);
}
