namespace Ground;

/// <summary>Talks to ground stations.</summary>
[Service("ground.v1.Station")]
public interface IStation
{
    /// <summary>Reports the weather.</summary>
    Task<Weather> GetWeatherAsync(Query query, CallContext context = default);

    /// <summary>Says that all is well.</summary>
    ValueTask<Weather> Check();

    [Operation("Shut")]
    Task Close(Query query, CancellationToken cancellation);

    ValueTask Open();

    /// <summary>
    /// Streams <see cref="Weather"/>.
    /// <para>One report a minute.</para>
    /// </summary>
    IAsyncEnumerable<Weather> Watch(CallContext context = default);
}

/// <summary>What is asked.</summary>
[DataContract]
public class Query
{
    [DataMember(Order = 3)]
    public string Name { get; set; } = "";

    [DataMember(Order = 1, Name = "at")]
    public long Time { get; init; }

    [DataMember(Order = 2)]
    public required List<int> Ids { get; set; }

    [IgnoreDataMember]
    public object? Tag { get; set; }

    internal string Derived => Name;
}

/// <summary>Every kind of member.</summary>
[DataContract]
public sealed class Weather
{
    [DataMember(Order = 1)] public bool Dry { get; set; }
    [DataMember(Order = 2)] public int Celsius { get; set; }
    [DataMember(Order = 3)] public uint Pressure { get; set; }
    [DataMember(Order = 4)] public long Time { get; set; }
    [DataMember(Order = 5)] public ulong Serial { get; set; }
    [DataMember(Order = 6)] public float Wind { get; set; }
    [DataMember(Order = 7)] public double Humidity { get; set; }
    [DataMember(Order = 8)] public string Text { get; set; } = "";
    [DataMember(Order = 9)] public byte[] Raw { get; set; } = [];
    [DataMember(Order = 10)] public ReadOnlyMemory<byte> Picture { get; set; }
    [DataMember(Order = 11)] public Sky Sky { get; set; }
    [DataMember(Order = 12)] public Weather? Tomorrow { get; set; }
    [DataMember(Order = 13)] public int? Gust { get; set; }
    [DataMember(Order = 14)] public string? Remark { get; set; }
    [DataMember(Order = 15)] public Sky? SkyAtNight { get; set; }
    [DataMember(Order = 16)] public byte[]? Attachment { get; set; }
    [DataMember(Order = 2000)] public List<Weather> Hours { get; set; } = [];
    [DataMember(Order = 18)] public double[] Samples { get; set; } = [];
    [DataMember(Order = 19)] public List<string> Tags { get; set; } = [];
    [DataMember(Order = 20)] public List<Sky> Skies { get; set; } = [];
    [DataMember(Order = 21)] public List<byte[]> Blobs { get; set; } = [];
    [DataMember(Order = 22)] public List<bool>? Flags { get; set; }
}

/// <summary>State of the sky.</summary>
public enum Sky
{
    /// <summary>Nothing seen.</summary>
    Clear,
    PartlyCloudy = 5,
    BelowHorizon = -1,
}
