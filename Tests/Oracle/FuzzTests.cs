using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirst.Protobuf;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>
/// Valid messages broken in every way end in a message or in a <see cref="ProtobufException"/>, take no more memory than
/// their length allows, and are to us what they are to Google's parser, but for the differences listed here.
/// 100,000 of them; FUZZ_MESSAGES=10000000 asks for more and FUZZ_SEED for others. A failure names seed and number.
/// </summary>
[TestClass]
public sealed partial class FuzzTests
{
    private const int DefaultSeed = 20261123;

    /// <summary>
    /// Bytes allocated per byte of input. Two bytes may be an empty message, an object with all of its fields; and arrays that
    /// are merged are copied, up to 16 elements for each byte.
    /// </summary>
    private const int AllocatedPerByte = 1_000;

    /// <summary>Bytes allocated however short the input is: 1,024 elements of arrays that are merged, and an error.</summary>
    private const int AllocatedAnyway = 100_000;

    /// <summary>Why we refuse what Google's parser takes.</summary>
    private static readonly (string Why, Regex Error)[] Stricter =
    [
        ("a known field of a wrong wire type, which Google skips as unknown", WrongWireType),
        ("a time that C# cannot hold, which Google does not check when reading", TimeOutOfRange),
        ("a number that is too large for the member's type, or text that is not of it, which Google has no types for", NotOfTheType),
        ("a number of more than 64 bits, of which Google drops the rest", TooManyBits),
        ("a wire type that does not exist in a map's entry, which Google passes over", NoWireType),
        ("a tag of more than 32 bits, of which Google drops the rest", TagTooLarge),

        // Rare; all others must have been seen.
        ("arrays merged so often that their copies would be quadratic, which Google appends to", MergedTooOften),
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void MutatedMessages_Read_AreRefusedOrWhatGoogleReads()
    {
        int count = Setting("FUZZ_MESSAGES", 100_000);
        int seed = Setting("FUZZ_SEED", DefaultSeed);
        var mutator = new Mutator(ValidMessages(), seed);
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        Judge(mutator.Make(0));
        Parallel.For(0, count, number =>
        {
            byte[] bytes = mutator.Make(number);
            try
            {
                outcomes.AddOrUpdate(Judge(bytes), 1, (_, seen) => seen + 1);
            }
            catch (Exception e)
            {
                throw new AssertFailedException($"FUZZ_SEED={seed}, message {number}, {Convert.ToHexString(bytes)}: {e.Message}", e);
            }
        });

        foreach ((string outcome, int seen) in outcomes.OrderByDescending(o => o.Value))
        {
            TestContext.WriteLine($"{seen,9} {outcome}");
        }

        TestContext.WriteLine(
            $"most allocated: {_mostRead} by a message, {_mostByError} by an error, {_mostPerByte} per byte beyond what is allowed anyway");
        Assert.AreEqual(count, outcomes.Values.Sum());
        Assert.IsLessThan(count / 100, outcomes.GetValueOrDefault(Twice));
        foreach (string outcome in (string[])[Equal, Refused, NotAsked, .. Stricter[..^1].Select(s => s.Why)])
        {
            Assert.IsGreaterThan(
                count / 10_000,
                outcomes.GetValueOrDefault(outcome),
                $"too few messages came out as '{outcome}' to prove anything");
        }
    }

    private const string Equal = "read by both, as the same";

    // protobuf-net takes the last, too.
    private const string Twice = "a time that occurs twice, whose parts Google merges";
    private const string Refused = "refused by both";

    // Google's C# parser keeps 32 bits of a length and adds to them without a check; it may run on, or allocate 2 GiB.
    private const string NotAsked = "a length past the end, which Google's parser is not asked about";

    private long _mostPerByte, _mostRead, _mostByError;

    /// <summary>How a message came out; an assertion fails when it should not have.</summary>
    private string Judge(byte[] bytes)
    {
        (Everything? read, ProtobufException? error) = ReadByUs(bytes);
        if (error is not null && PastTheEnd.IsMatch(error.Message))
        {
            return NotAsked;
        }

        (IMessage? google, Exception? googleError) = ReadByGoogle(bytes);
        if (read is null)
        {
            string? why = Stricter.FirstOrDefault(s => s.Error.IsMatch(error!.Message)).Why;
            Assert.IsTrue(google is null || why is not null, $"Google reads what we refuse: {error!.Message}");
            return google is null ? Refused : why!;
        }

        byte[] written = Wire.Write(read);
        CollectionAssert.AreEqual(
            written,
            Wire.Write(Wire.Read<Everything>(written)),
            "written, read and written again it is something else");
        Assert.IsNotNull(google, $"we read what Google refuses: {googleError?.Message}");
        string? difference = Mirror.Difference(read, google);
        if (difference?.Contains(Mirror.Time, StringComparison.Ordinal) == true)
        {
            return Twice;
        }

        Assert.IsNull(difference);
        return Equal;
    }

    private (Everything? Read, ProtobufException? Error) ReadByUs(byte[] bytes)
    {
        Everything? read = null;
        ProtobufException? error = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read = Wire.Read<Everything>(bytes);
        }
        catch (ProtobufException e)
        {
            error = e;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long beyond = allocated - AllocatedAnyway;
        Assert.IsLessThanOrEqualTo((long)bytes.Length * AllocatedPerByte, beyond, "bytes were allocated");
        InterlockedMax(ref _mostPerByte, beyond / Math.Max(1, bytes.Length));
        InterlockedMax(ref error is null ? ref _mostRead : ref _mostByError, allocated);
        return (read, error);
    }

    private static (IMessage? Read, Exception? Error) ReadByGoogle(byte[] bytes)
    {
        try
        {
            return (Peer.Everything.Parser.ParseFrom(bytes), null);
        }

        // All but the first are faults of its own, of lengths that we refuse or would not come to.
        catch (Exception e) when (e is InvalidProtocolBufferException
            or IndexOutOfRangeException
            or ArgumentOutOfRangeException
            or OutOfMemoryException)
        {
            return (null, e);
        }
    }

    /// <summary>Messages of every shape, most of them short: the shorter, the more a mutation hits what matters.</summary>
    private static List<byte[]> ValidMessages()
    {
        var valid = new List<byte[]>();
        foreach (Everything message in Values.Everything.Sample(200, new Rnd(DefaultSeed), 8))
        {
            valid.Add(Wire.Write(message));
            foreach (Member member in Member.Of(typeof(Everything)))
            {
                if (member.Get(message) is not { } part)
                {
                    continue;
                }

                valid.Add(Wire.Write(With(member, part)));
                foreach (Member inner in Member.Of(part.GetType()))
                {
                    object small = Member.Create(part.GetType());
                    inner.Set(small, inner.Get(part));
                    valid.Add(Wire.Write(With(member, small)));
                }
            }
        }

        valid.RemoveAll(bytes => bytes.Length is < 5 or > 1_000);
        Assert.IsGreaterThan(1_000, valid.Count);
        return valid;
    }

    private static Everything With(Member member, object part)
    {
        var message = new Everything();
        member.Set(message, part);
        return message;
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (long seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex("came as .*, expected was ")]
    private static partial Regex WrongWireType { get; }

    [GeneratedRegex("lies outside the years 1 to 9999$|is longer than a TimeSpan$")]
    private static partial Regex TimeOutOfRange { get; }

    [GeneratedRegex("does not lie between|lies outside a day$|the text is not a|a Guid has 16 bytes")]
    private static partial Regex NotOfTheType { get; }

    [GeneratedRegex("the varint does not fit into 64 bits$")]
    private static partial Regex TooManyBits { get; }

    [GeneratedRegex("(maps: peer.Maps.*|peer.Collections.[a-z_]*map|Tree.named): wire type [67] does not exist$")]
    private static partial Regex NoWireType { get; }

    [GeneratedRegex("a length of [0-9]+ bytes runs past the end")]
    private static partial Regex PastTheEnd { get; }

    [GeneratedRegex("the message occurs again and again, and its arrays would be copied each time$")]
    private static partial Regex MergedTooOften { get; }

    [GeneratedRegex("a tag of [0-9]+ names no field")]
    private static partial Regex TagTooLarge { get; }
}
