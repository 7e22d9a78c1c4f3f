using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Tests.Oracle;

/// <summary>Messages of the contract and of Google's classes, field by field, by number. No serializer of ours has a part in it.</summary>
internal static class Mirror
{
    private const int NanosPerTick = 100;

    /// <summary>The message of Google's class that has the values of <paramref name="ours"/>.</summary>
    public static IMessage ToGoogle(object ours, MessageDescriptor type)
    {
        var google = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (Member member in Member.Of(ours.GetType()))
        {
            FieldDescriptor field = type.FindFieldByNumber(member.Number);
            object? value = member.Get(ours);
            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(google);
                FieldDescriptor entryValue = field.MessageType.FindFieldByNumber(2);
                foreach (DictionaryEntry entry in (IDictionary)value!)
                {
                    map.Add(entry.Key, OneToGoogle(entry.Value!, entryValue));
                }
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(google);
                foreach (object item in (IEnumerable)value!)
                {
                    list.Add(OneToGoogle(item, field));
                }
            }
            else if (value is not null && (member.IsNullable || !IsDefaultTime(value)))
            {
                field.Accessor.SetValue(google, OneToGoogle(value, field));
            }
        }

        return google;
    }

    /// <summary>Where the two differ and how, or null.</summary>
    public static string? Difference(object ours, IMessage google)
    {
        Member[] members = Member.Of(ours.GetType());
        if (members.Length != google.Descriptor.Fields.InDeclarationOrder().Count)
        {
            return $"{google.Descriptor.FullName} has other fields";
        }

        foreach (Member member in members)
        {
            FieldDescriptor field = google.Descriptor.FindFieldByNumber(member.Number);
            object? value = member.Get(ours);
            string? difference = field switch
            {
                { IsMap: true } => MapDifference((IDictionary)value!, (IDictionary)field.Accessor.GetValue(google)),
                { IsRepeated: true } => ListDifference((IList)value!, (IList)field.Accessor.GetValue(google)),
                _ when field.HasPresence && !field.Accessor.HasValue(google) => value is null || (!member.IsNullable && IsDefaultTime(value)) ? null : $"{value} where Google has nothing",
                _ => value is null ? "nothing where Google has a value" : OneDifference(value, field.Accessor.GetValue(google)),
            };
            if (difference is not null)
            {
                return $"{field.FullName}: {difference}";
            }
        }

        return null;
    }

    private static string? MapDifference(IDictionary ours, IDictionary google)
    {
        if (ours.Count != google.Count)
        {
            return $"{ours.Count} entries, Google has {google.Count}";
        }

        foreach (DictionaryEntry entry in ours)
        {
            if (!google.Contains(entry.Key))
            {
                return $"the key {entry.Key} is not in Google's";
            }

            if (OneDifference(entry.Value!, google[entry.Key]!) is { } difference)
            {
                return $"[{entry.Key}] {difference}";
            }
        }

        return null;
    }

    private static string? ListDifference(IList ours, IList google)
    {
        if (ours.Count != google.Count)
        {
            return $"{ours.Count} values, Google has {google.Count}";
        }

        for (int i = 0; i < ours.Count; i++)
        {
            if (OneDifference(ours[i]!, google[i]!) is { } difference)
            {
                return $"[{i}] {difference}";
            }
        }

        return null;
    }

    private static string? OneDifference(object ours, object google)
    {
        bool equal;
        switch (ours)
        {
            case float f:
                equal = BitConverter.SingleToInt32Bits(f) == BitConverter.SingleToInt32Bits((float)google);
                break;
            case double d:
                equal = BitConverter.DoubleToInt64Bits(d) == BitConverter.DoubleToInt64Bits((double)google);
                break;
            case byte[] bytes:
                equal = ((ByteString)google).Span.SequenceEqual(bytes);
                break;
            case ReadOnlyMemory<byte> bytes:
                equal = ((ByteString)google).Span.SequenceEqual(bytes.Span);
                break;
            case System.Enum e:
                equal = Convert.ToInt32(e, null) == Convert.ToInt32(google, null);
                break;
            case DateTime time:
                equal = time.Ticks - DateTime.UnixEpoch.Ticks == Ticks(((Timestamp)google).Seconds, ((Timestamp)google).Nanos);
                break;
            case DateTimeOffset time:
                equal = time.UtcTicks - DateTime.UnixEpoch.Ticks == Ticks(((Timestamp)google).Seconds, ((Timestamp)google).Nanos);
                break;
            case TimeSpan span:
                equal = span.Ticks == Ticks(((Duration)google).Seconds, ((Duration)google).Nanos);
                break;
            default:
                if (google is IMessage message)
                {
                    return Difference(ours, message);
                }

                equal = ours.Equals(google);
                break;
        }

        return equal ? null : $"{ours}, Google has {google}";
    }

    private static object OneToGoogle(object ours, FieldDescriptor field) => ours switch
    {
        byte[] bytes => ByteString.CopyFrom(bytes),
        ReadOnlyMemory<byte> bytes => ByteString.CopyFrom(bytes.Span),
        System.Enum e => System.Enum.ToObject(field.EnumType.ClrType, Convert.ToInt32(e, null)),
        DateTime time => TimestampOf(time.Ticks),
        DateTimeOffset time => TimestampOf(time.UtcTicks),
        TimeSpan span => new Duration { Seconds = span.Ticks / TimeSpan.TicksPerSecond, Nanos = (int)(span.Ticks % TimeSpan.TicksPerSecond) * NanosPerTick },
        _ when field.FieldType == FieldType.Message => ToGoogle(ours, field.MessageType),
        _ => ours,
    };

    private static Timestamp TimestampOf(long ticks)
    {
        // Both counts start at the year 1, so that the fraction is never negative.
        long start = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond;
        return new Timestamp { Seconds = (ticks / TimeSpan.TicksPerSecond) - start, Nanos = (int)(ticks % TimeSpan.TicksPerSecond) * NanosPerTick };
    }

    private static long Ticks(long seconds, int nanos) => (seconds * TimeSpan.TicksPerSecond) + (nanos / NanosPerTick);

    private static bool IsDefaultTime(object value) => value is DateTime { Ticks: 0 } or DateTimeOffset { UtcTicks: 0 } or TimeSpan { Ticks: 0 };
}
