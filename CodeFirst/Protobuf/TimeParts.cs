namespace CodeFirst.Protobuf;

/// <summary>
/// The two fields of google.protobuf.Timestamp and google.protobuf.Duration: <c>int64 seconds = 1; int32 nanos = 2;</c>.
/// A .NET tick is 100 ns; received finer fractions are cut off.
/// </summary>
internal readonly record struct TimeParts(long Seconds, int Nanos)
{
    private const uint SecondsTag = 8, NanosTag = 16;
    private const int NanosPerTick = 100, MaxNanos = 999_999_999;

    /// <summary>The years 1 to 9999, the range of both timestamp.proto and <see cref="DateTime"/>.</summary>
    private const long MinTimestamp = -62_135_596_800, MaxTimestamp = 253_402_300_799;

    public int Length => (Seconds == 0 ? 0 : 1 + WireSize.Int64(Seconds)) + (Nanos == 0 ? 0 : 1 + WireSize.Int32(Nanos));

    public static TimeParts Of(DateTime value)
    {
        // DateTimeKind.Unspecified is taken as UTC, as it would be read back.
        long ticks = (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks - DateTime.UnixEpoch.Ticks;
        (long seconds, long rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);

        // A timestamp's nanos count forward, before 1970 too.
        return rest < 0 ? new(seconds - 1, (int)(rest + TimeSpan.TicksPerSecond) * NanosPerTick) : new(seconds, (int)rest * NanosPerTick);
    }

    public static TimeParts Of(TimeSpan value)
    {
        (long seconds, long rest) = Math.DivRem(value.Ticks, TimeSpan.TicksPerSecond);
        return new(seconds, (int)rest * NanosPerTick);
    }

    /// <summary>Null when a timestamp lies outside the years 1 to 9999.</summary>
    public DateTime? ToDateTime() => Seconds is >= MinTimestamp and <= MaxTimestamp && Nanos is >= 0 and <= MaxNanos
        ? DateTime.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / NanosPerTick))
        : null;

    /// <summary>Null when a duration does not fit into a <see cref="TimeSpan"/>.</summary>
    public TimeSpan? ToTimeSpan()
    {
        Int128 ticks = ((Int128)Seconds * TimeSpan.TicksPerSecond) + (Nanos / NanosPerTick);
        return ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
    }

    public void Write(ref ProtoWriter writer)
    {
        writer.WriteLength(Length);
        if (Seconds != 0)
        {
            writer.WriteTag(SecondsTag);
            writer.WriteInt64(Seconds);
        }

        if (Nanos != 0)
        {
            writer.WriteInt32(NanosTag, Nanos);
        }
    }

    public static TimeParts Read(ref ProtoReader reader)
    {
        long seconds = 0;
        int nanos = 0;
        while (reader.ReadTag() is var tag && tag != 0)
        {
            switch (tag)
            {
                case SecondsTag:
                    seconds = reader.ReadInt64();
                    break;
                case NanosTag:
                    nanos = reader.ReadInt32();
                    break;
                case var other when other >> 3 is 1 or 2:
                    throw reader.WrongWireType(WireType.Varint);
                default:
                    reader.SkipField();
                    break;
            }
        }

        return new(seconds, nanos);
    }
}
