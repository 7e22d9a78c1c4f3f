using System.Runtime.Serialization;
using ProtoBuf.Grpc.Configuration;

namespace Tests.CodeFirst.Harness;

/// <summary>The contract that the tests of calls use; what its methods do, each test says itself.</summary>
[Service("test.Probe")]
public interface IProbe
{
    Task<Answer> Ask(Question question, CallContext context = default);

    IAsyncEnumerable<Answer> Stream(Question question, CallContext context = default);

    Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context = default);

    IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context = default);
}

[DataContract]
public sealed class Question
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Payload { get; set; } = [];
}

[DataContract]
public sealed class Answer
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Payload { get; set; } = [];
}
