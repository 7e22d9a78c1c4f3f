using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.CodeFirst.Services;

/// <summary>A contract whose schema imports all files of google.protobuf that contracts can need.</summary>
[Service("test.calendar.Calendar")]
public interface ICalendar
{
    Task<Appointment> Next();
}

[DataContract]
public sealed class Appointment
{
    [DataMember(Order = 1)]
    public DateTime From { get; set; }

    [DataMember(Order = 2)]
    public TimeSpan Length { get; set; }

    [DataMember(Order = 3)]
    public Mood Mood { get; set; }

    [DataMember(Order = 4)]
    public Dictionary<string, Appointment> Parts { get; set; } = [];

    [DataMember(Order = 5), OneOf("place")]
    public string? Room { get; set; }

    [DataMember(Order = 6), OneOf("place")]
    public int? Floor { get; set; }
}

public enum Mood
{
    Fine,
    Bad,
}

internal sealed class Calendar : ICalendar
{
    public Task<Appointment> Next() => Task.FromResult(new Appointment());
}
