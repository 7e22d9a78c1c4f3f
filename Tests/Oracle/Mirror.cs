using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Tests.Oracle;

/// <summary>Messages of the contract and of Google's classes, field by field, by number. No serializer of ours has a part in it.</summary>
internal static class Mirror
{
    /// <summary>
    /// How a difference in a time begins: of one that occurs twice Google merges the parts, and protobuf-net and we take the last.
    /// </summary>
    public const string Time = "the time ";

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
                FieldDescriptor entryKey = field.MessageType.FindFieldByNumber(1);
                foreach (DictionaryEntry entry in (IDictionary)value!)
                {
                    map.Add(OneToGoogle(entry.Key, entryKey), OneToGoogle(entry.Value!, entryValue));
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
            else if (value is not null)
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
                { IsMap: true } => MapDifference((IDictionary)value!, (IDictionary)field.Accessor.GetValue(google), field),
                { IsRepeated: true } => ListDifference(value ?? Array.Empty<object>(), (IList)field.Accessor.GetValue(google)),
                _ when field.HasPresence && !field.Accessor.HasValue(google) =>
                    value is null || (!member.IsNullable && IsDefaultTime(value)) ? null : $"{value} where Google has nothing",
                _ when value is null => "nothing where Google has a value",

                // A default is not on the wire, so that what the constructor gave stays.
                _ when !field.HasPresence
                    && Equals(value, member.Initial)
                    && OneDifference(value, field.Accessor.GetValue(google)) is not null
                    && IsDefault(field.Accessor.GetValue(google)) => null,
                _ when field.HasPresence => OneDifference(value, field.Accessor.GetValue(google)),
                _ => OneDifference(WithoutSignOfZero(value), WithoutSignOfZero(field.Accessor.GetValue(google))),
            };
            if (difference is not null)
            {
                return $"{field.FullName}: {difference}";
            }
        }

        return null;
    }

    private static string? MapDifference(IDictionary ours, IDictionary google, FieldDescriptor map)
    {
        if (ours.Count != google.Count)
        {
            return $"{ours.Count} entries, Google has {google.Count}";
        }

        foreach (DictionaryEntry entry in ours)
        {
            object key = OneToGoogle(entry.Key, map.MessageType.FindFieldByNumber(1));
            if (!google.Contains(key))
            {
                return $"the key {entry.Key} is not in Google's";
            }

            if (OneDifference(WithoutSignOfZero(entry.Value!), WithoutSignOfZero(google[key]!)) is { } difference)
            {
                return $"[{entry.Key}] {difference}";
            }
        }

        return null;
    }

    private static string? ListDifference(object ours, IList google)
    {
        object[] values = [.. ((IEnumerable)ours).Cast<object>()];
        object[] others = [.. google.Cast<object>()];
        if (ours is HashSet<int> or HashSet<string>)
        {
            others = [.. others.Distinct()];
        }

        if (values.Length != others.Length)
        {
            return $"{values.Length} values, Google has {others.Length}";
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (OneDifference(values[i], others[i]) is { } difference)
            {
                return $"[{i}] {difference}";
            }
        }

        return null;
    }

    /// <summary>Neither protobuf-net nor Google's C# writes a plain field of -0.0.</summary>
    private static object WithoutSignOfZero(object value) => value switch
    {
        float and 0f => 0f,
        double and 0d => 0d,
        _ => value,
    };

    private static bool IsDefault(object google) => google is "" or 0 or 0u or 0L or 0UL or false or ByteString { IsEmpty: true };

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
                equal = unchecked((int)Convert.ToInt64(e, null)) == Convert.ToInt32(google, null);
                break;
            case short or sbyte or ushort or byte or char:
                equal = Convert.ToInt64(ours, null) == Convert.ToInt64(google, null);
                break;
            case Guid id:
                equal = google is ByteString raw
                    ? id == (raw.IsEmpty ? default : new Guid(raw.Span, bigEndian: true))
                    : id == ((string)google is { Length: > 0 } text ? Guid.Parse(text) : default);
                break;
            case decimal money:
                equal = money == ((string)google is { Length: > 0 } digits
                    ? decimal.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)
                    : 0);
                break;
            case DateOnly day:
                equal = day.DayNumber == (int)google;
                break;
            case TimeOnly clock:
                equal = clock.Ticks == (long)google;
                break;
            case DateTime time:
                equal = time.Ticks - DateTime.UnixEpoch.Ticks == Ticks(((Timestamp)google).Seconds, ((Timestamp)google).Nanos);
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

        return equal ? null : $"{(ours is DateTime or TimeSpan ? Time : "")}{ours}, Google has {google}";
    }

    private static object OneToGoogle(object ours, FieldDescriptor field) => ours switch
    {
        byte[] bytes => ByteString.CopyFrom(bytes),
        ReadOnlyMemory<byte> bytes => ByteString.CopyFrom(bytes.Span),
        System.Enum e => System.Enum.ToObject(field.EnumType.ClrType, unchecked((int)Convert.ToInt64(e, null))),
        short or sbyte => Convert.ToInt32(ours, null),
        ushort or byte or char => Convert.ToUInt32(ours, null),
        Guid id when field.FieldType == FieldType.Bytes => id == default
            ? ByteString.Empty
            : ByteString.CopyFrom(id.ToByteArray(bigEndian: true)),
        Guid id => id == default ? "" : id.ToString(),
        decimal money => money.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.DayNumber,
        TimeOnly clock => clock.Ticks,
        DateTime time => TimestampOf(time.Ticks),
        TimeSpan span => new Duration
        {
            Seconds = span.Ticks / TimeSpan.TicksPerSecond,
            Nanos = (int)(span.Ticks % TimeSpan.TicksPerSecond) * NanosPerTick,
        },
        _ when field.FieldType == FieldType.Message => ToGoogle(ours, field.MessageType),
        _ => ours,
    };

    private static Timestamp TimestampOf(long ticks)
    {
        // Both counts start at the year 1, so that the fraction is never negative.
        long start = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond;
        return new Timestamp
        {
            Seconds = (ticks / TimeSpan.TicksPerSecond) - start,
            Nanos = (int)(ticks % TimeSpan.TicksPerSecond) * NanosPerTick,
        };
    }

    private static long Ticks(long seconds, int nanos) => (seconds * TimeSpan.TicksPerSecond) + (nanos / NanosPerTick);

    private static bool IsDefaultTime(object value) =>
        value is DateTime { Ticks: 0 } or TimeSpan { Ticks: 0 };
}
