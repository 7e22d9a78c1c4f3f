using System.Runtime.Serialization;

namespace Tests.Interop.Exchange;

/// <summary>What a server answers.</summary>
[DataContract]
public sealed class Answer
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Payload { get; set; } = [];

    /// <summary>How many bytes the questions' payloads had.</summary>
    [DataMember(Order = 3)]
    public int Received { get; set; }

    /// <summary>How many questions came compressed.</summary>
    [DataMember(Order = 4)]
    public int Compressed { get; set; }
}
