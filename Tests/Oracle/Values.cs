using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>Messages of the contract with values of all sizes, and the edges of each kind more often than chance has them.</summary>
internal static class Values
{
    private const int Deepest = 3;

    private static readonly Gen<long> Bits =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((long)high << 32) | (uint)low;

    /// <summary>Numbers of every length that a varint has.</summary>
    private static readonly Gen<long> Numbers =
        from bits in Bits
        from shift in Gen.Choose(0, 63)
        select bits >> shift;

    private static readonly Gen<string> Texts =
        Gen.Elements("a", "Z", " ", "\0", "\n", "\u007F", "\u0080", "é", "\u07FF", "\u0800", "☺", "\uFFFF", "😈", "\U0010FFFF")
            .ArrayOf()
            .Select(string.Concat);

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    private static readonly Dictionary<Type, Gen<object>> Scalars = new()
    {
        [typeof(bool)] = Gen.Elements<object>(false, true),
        [typeof(int)] = Edges(Numbers.Select(n => (int)n), 0, 1, -1, 127, 128, 16_383, 16_384, int.MaxValue, int.MinValue),
        [typeof(uint)] = Edges(Numbers.Select(n => (uint)n), 0u, 1u, 127u, 128u, uint.MaxValue),
        [typeof(long)] = Edges(Numbers, 0L, 1L, -1L, 1L << 35, (1L << 35) - 1, long.MaxValue, long.MinValue),
        [typeof(ulong)] = Edges(Numbers.Select(n => (ulong)n), 0ul, 1ul, 1ul << 63, (1ul << 63) - 1, ulong.MaxValue),
        [typeof(float)] = Edges(
            Bits.Select(n => BitConverter.Int32BitsToSingle((int)n)),
            0f,
            -0f,
            1f,
            float.NaN,
            float.PositiveInfinity,
            float.NegativeInfinity,
            float.Epsilon,
            float.MaxValue),
        [typeof(double)] = Edges(
            Bits.Select(BitConverter.Int64BitsToDouble),
            0d,
            -0d,
            1d,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            double.Epsilon,
            double.MinValue),
        [typeof(string)] = Rarely(
            Edges(Texts, "", "\0", new string('a', 127), new string('a', 128), new string('é', 64)),
            new string('☺', 5_462)),
        [typeof(byte[])] = Rarely(Edges(Bytes, [], [0], new byte[127], new byte[128]), new byte[16_384]),
        [typeof(ReadOnlyMemory<byte>)] = Edges(Bytes, [], [255], new byte[127]).Select(b => (object)new ReadOnlyMemory<byte>((byte[])b)),
        [typeof(Terrain)] = Edges(Numbers.Select(n => (Terrain)n), Enum.GetValues<Terrain>()),
        [typeof(Weekday)] = Edges(Numbers.Select(n => (Weekday)(byte)n), Enum.GetValues<Weekday>()),
        [typeof(Depth)] = Edges(Numbers.Select(n => (Depth)(int)n), Enum.GetValues<Depth>()),
        [typeof(short)] = Edges(Numbers.Select(n => (short)n), (short)0, (short)-1, short.MaxValue, short.MinValue),
        [typeof(ushort)] = Edges(Numbers.Select(n => (ushort)n), (ushort)0, ushort.MaxValue),
        [typeof(byte)] = Edges(Numbers.Select(n => (byte)n), (byte)0, (byte)127, (byte)128, byte.MaxValue),
        [typeof(sbyte)] = Edges(Numbers.Select(n => (sbyte)n), (sbyte)0, (sbyte)-1, sbyte.MaxValue, sbyte.MinValue),
        [typeof(char)] = Edges(Numbers.Select(n => (char)n), '\0', 'a', char.MaxValue),
        [typeof(Guid)] = Edges(
            from high in Bits
            from low in Bits
            select new Guid((int)high, (short)(high >> 32), (short)(high >> 48), [.. BitConverter.GetBytes(low)]),
            Guid.Empty, new("00112233-4455-6677-8899-aabbccddeeff")),
        [typeof(decimal)] = Edges(
            from bits in Bits
            from scale in Gen.Choose(0, 28)
            select new decimal((int)bits, (int)(bits >> 32), (int)bits, bits < 0, (byte)scale),
            0m, 0.00m, 1.50m, -1m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m),
        [typeof(DateOnly)] = Edges(
            Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber),
            DateOnly.MinValue,
            DateOnly.MaxValue),
        [typeof(TimeOnly)] = Edges(
            Bits.Select(n => new TimeOnly((long)((ulong)n % (ulong)(TimeOnly.MaxValue.Ticks + 1)))),
            TimeOnly.MinValue,
            TimeOnly.MaxValue),
        [typeof(DateTime)] = Edges(
            Bits.Select(n => new DateTime((long)((ulong)n % (ulong)(DateTime.MaxValue.Ticks + 1)), DateTimeKind.Utc)),
            // Not the first second of 1970, which protobuf-net reads as that of the year 1 in a list or map; MeaningTests has it.
            DateTime.MinValue,
            new(1),
            DateTime.UnixEpoch.AddTicks(-1),
            DateTime.UnixEpoch.AddSeconds(1),
            DateTime.UnixEpoch.AddSeconds(-1),
            DateTime.MaxValue),
        [typeof(TimeSpan)] = Edges(
            Numbers.Select(n => new TimeSpan(n)),
            TimeSpan.Zero,
            TimeSpan.MaxValue,
            TimeSpan.MinValue,
            new(1),
            new(-1),
            TimeSpan.FromSeconds(1.5),
            TimeSpan.FromSeconds(-1.5),
            TimeSpan.FromSeconds(-1)),
    };

    // Last, since it is made of all the others.
    private static readonly Dictionary<(Type, int), Gen<object>> Messages = [];

    /// <summary>Any message of what protobuf-net lacks.</summary>
    public static Gen<Extras> Extras { get; } = MessageOf(typeof(Extras), Deepest).Select(m => (Extras)m);

    /// <summary>Any message of the contract.</summary>
    public static Gen<Everything> Everything { get; } = MessageOf(typeof(Everything), Deepest).Select(m => (Everything)m);

    private static Gen<object> Edges<T>(Gen<T> any, params T[] edges)
        where T : notnull => Gen.Frequency((2, any.Select(v => (object)v)), (1, Gen.Elements(edges).Select(v => (object)v)));

    private static Gen<object> Rarely(Gen<object> usual, object rare) => Gen.Frequency((1_000, usual), (1, Gen.Constant(rare)));

    private static Gen<object> MessageOf(Type type, int depth)
    {
        if (!Messages.TryGetValue((type, depth), out Gen<object>? message))
        {
            Member[] members = Member.Of(type);
            message =
                from values in Gen.CollectToArray(members.Select(m => FieldOf(m, depth)))
                from choice in Gen.Choose(0, int.MaxValue)
                select Build(type, members, values, choice);
            Messages.Add((type, depth), message);
        }

        return message;
    }

    private static Gen<object?> FieldOf(Member member, int depth)
    {
        Type type = Nullable.GetUnderlyingType(member.Property.PropertyType) ?? member.Property.PropertyType;
        if (type.IsGenericType && type.GetGenericArguments().Length == 2)
        {
            Type[] of = type.GetGenericArguments();
            type = typeof(Dictionary<,>).MakeGenericType(of);
            if (depth == 0 && !Scalars.ContainsKey(of[1]))
            {
                return Gen.Fresh<object?>(() => Activator.CreateInstance(type));
            }

            Gen<(object, object)> entry = Scalars[of[0]].Zip(ValueOf(of[1], depth - 1));
            return Several(entry).Select(entries => (object?)MapOf(type, entries));
        }

        if (type != typeof(byte[]) && (type.IsArray || (type.IsGenericType && !Scalars.ContainsKey(type))))
        {
            Type of = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
            Gen<object[]> several = depth == 0 && !Scalars.ContainsKey(of) ? Gen.Constant<object[]>([]) : Several(ValueOf(of, depth - 1));
            return several.Select(values => (object?)ListOf(type, of, values));
        }

        if (!Scalars.ContainsKey(type) && depth == 0)
        {
            return Gen.Constant<object?>(null);
        }

        Gen<object?> value = ValueOf(type, depth - 1).Select(v => (object?)v);
        return member is { IsNullable: true, Oneof: null } ? Gen.Frequency((1, Gen.Constant<object?>(null)), (1, value)) : value;
    }

    private static Gen<object> ValueOf(Type type, int depth) =>
        Scalars.TryGetValue(type, out Gen<object>? scalar) ? scalar : MessageOf(type, depth);

    private static Gen<T[]> Several<T>(Gen<T> value) => Gen.Frequency(
        (32, Gen.Constant<T[]>([])),
        (8, Gen.Choose(1, 3).SelectMany(n => value.ArrayOf(n))),
        (1, Gen.Choose(4, 20).SelectMany(n => value.ArrayOf(n))));

    private static IDictionary MapOf(Type type, (object Key, object Value)[] entries)
    {
        var map = (IDictionary)Activator.CreateInstance(type)!;
        foreach ((object key, object value) in entries)
        {
            map[key] = value;
        }

        return map;
    }

    private static IEnumerable ListOf(Type type, Type element, object[] values)
    {
        var array = Array.CreateInstance(element, values.Length);
        Array.Copy(values, array, values.Length);
        return type.IsArray
            ? array
            : (IEnumerable)Activator.CreateInstance(type.IsInterface ? typeof(List<>).MakeGenericType(element) : type, array)!;
    }

    private static object Build(Type type, Member[] members, object?[] values, int choice)
    {
        // Of a oneof one member is set, or none.
        foreach (IGrouping<string?, int> oneof in Enumerable.Range(0, members.Length).GroupBy(i => members[i].Oneof))
        {
            if (oneof.Key is null)
            {
                continue;
            }

            int[] all = [.. oneof];
            int kept = choice % (all.Length + 1);
            foreach (int other in all.Where((_, i) => i != kept))
            {
                values[other] = null;
            }
        }

        System.Reflection.ConstructorInfo constructor = type.GetConstructors(
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)[0];
        System.Reflection.ParameterInfo[] parameters = constructor.GetParameters();
        object message = constructor.Invoke([.. parameters.Select(
            p => values[Array.FindIndex(members, m => string.Equals(m.Property.Name, p.Name, StringComparison.OrdinalIgnoreCase))])]);
        for (int i = 0; i < members.Length; i++)
        {
            members[i].Set(message, values[i]);
        }

        return message;
    }
}
