using System.Globalization;
using ProtoBuf;

namespace Tests.Satellite.Harness;

/// <summary>
/// What a Host sends by OTLP, as far as tests look at it: an export has resources, a resource has scopes, a scope has spans, metrics or log
/// records (https://github.com/open-telemetry/opentelemetry-proto).
/// </summary>
[ProtoContract]
internal sealed class OtlpExport<T>
{
    [ProtoMember(1)]
    public List<OtlpResourceItems<T>> Resources { get; } = [];
}

[ProtoContract]
internal sealed class OtlpResourceItems<T>
{
    [ProtoMember(1, IsRequired = true)]
    public OtlpResource Resource { get; set; } = new();

    [ProtoMember(2)]
    public List<OtlpScopeItems<T>> Scopes { get; } = [];
}

[ProtoContract]
internal sealed class OtlpResource
{
    [ProtoMember(1)]
    public List<OtlpAttribute> Attributes { get; } = [];
}

[ProtoContract]
internal sealed class OtlpScopeItems<T>
{
    [ProtoMember(2)]
    public List<T> Items { get; } = [];
}

[ProtoContract]
internal sealed class OtlpSpan
{
    public const int ServerKind = 2;

    [ProtoMember(1)]
    public byte[] TraceId { get; set; } = [];

    [ProtoMember(2)]
    public byte[] SpanId { get; set; } = [];

    [ProtoMember(4)]
    public byte[] ParentSpanId { get; set; } = [];

    [ProtoMember(5)]
    public string Name { get; set; } = "";

    [ProtoMember(6)]
    public int Kind { get; set; }

    [ProtoMember(9)]
    public List<OtlpAttribute> Attributes { get; } = [];

    [ProtoMember(15, IsRequired = true)]
    public OtlpStatus Status { get; set; } = new();

    public override string ToString() => $"{Name} {string.Join(' ', Attributes)}";
}

[ProtoContract]
internal sealed class OtlpStatus
{
    public const int Error = 2;

    [ProtoMember(3)]
    public int Code { get; set; }
}

[ProtoContract]
internal sealed class OtlpMetric
{
    [ProtoMember(1)]
    public string Name { get; set; } = "";

    public override string ToString() => Name;
}

[ProtoContract]
internal sealed class OtlpLogRecord
{
    /// <summary>The least number of a warning; those of errors are greater.</summary>
    public const int Warning = 13;

    [ProtoMember(2)]
    public int Severity { get; set; }

    [ProtoMember(5, IsRequired = true)]
    public OtlpValue Body { get; set; } = new();

    [ProtoMember(6)]
    public List<OtlpAttribute> Attributes { get; } = [];

    [ProtoMember(9)]
    public byte[] TraceId { get; set; } = [];

    [ProtoMember(10)]
    public byte[] SpanId { get; set; } = [];

    public override string ToString() => $"{Body} {string.Join(' ', Attributes)}";
}

[ProtoContract]
internal sealed class OtlpAttribute
{
    [ProtoMember(1)]
    public string Key { get; set; } = "";

    [ProtoMember(2, IsRequired = true)]
    public OtlpValue Value { get; set; } = new();

    public override string ToString() => $"{Key}={Value}";
}

[ProtoContract]
internal sealed class OtlpValue
{
    [ProtoMember(1)]
    public string? Text { get; set; }

    [ProtoMember(3)]
    public long? Number { get; set; }

    [ProtoMember(4)]
    public double? Fraction { get; set; }

    public override string ToString() =>
        Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? Fraction?.ToString(CultureInfo.InvariantCulture) ?? "";
}
