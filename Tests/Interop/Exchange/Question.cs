using System.Runtime.Serialization;

namespace Tests.Interop.Exchange;

/// <summary>What a client asks for.</summary>
[DataContract]
public sealed class Question
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Payload { get; set; } = [];

    /// <summary>How many bytes each answer is to have.</summary>
    [DataMember(Order = 3)]
    public int AnswerSize { get; set; }

    /// <summary>What the server is to do besides.</summary>
    [DataMember(Order = 4)]
    public Wish Wish { get; set; }
}
