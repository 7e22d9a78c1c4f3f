using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Microsoft.FSharp.Core;
using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>
/// What our serializers write, two witnesses read as the same values, and the other way round: Google's classes, made of the schema
/// that the contract exports, and protobuf-net's own model of the contract's classes. The messages follow from a seed, which the output
/// names; ORACLE_SEED replays another, and ORACLE_MESSAGES asks for more of them or fewer.
/// </summary>
[TestClass]
public sealed class OracleTests
{
    private const int DefaultMessages = 10_000;

    /// <summary>How many messages must have had a field set, so that what is said of it is said of something.</summary>
    private const int LeastSeen = 50;

    private const ulong DefaultSeed = 20261123;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void WrittenByUs_ReadByGoogle_IsTheSame() => Check(TestContext, Values.Everything, (message, coverage) =>
    {
        byte[] bytes = Wire.Write(message);
        coverage.Add(message, bytes.Length);
        Expect(message, Peer.Everything.Parser.ParseFrom(bytes));
    });

    [TestMethod]
    public void WrittenByGoogle_ReadByUs_IsTheSame() => Check(TestContext, Values.Everything, (message, coverage) =>
    {
        IMessage google = Mirror.ToGoogle(message, Peer.Everything.Descriptor);
        byte[] bytes = google.ToByteArray();
        coverage.Add(message, bytes.Length);
        Expect(message, google);

        // Google's C# classes do not write a plain field of -0.0, so what counts is what they read of their own bytes.
        Expect(Wire.Read<Everything>(bytes), Peer.Everything.Parser.ParseFrom(bytes));
    });

    [TestMethod]
    public void WhatProtobufNetLacks_WrittenByEither_IsReadByTheOther() => Check(TestContext, Values.Extras, (message, coverage) =>
    {
        byte[] bytes = Wire.Write(message);
        coverage.Add(message, bytes.Length);
        Peer.Extras google = Peer.Extras.Parser.ParseFrom(bytes);
        Expect(message, google);
        Expect(Wire.Read<Extras>(google.ToByteArray()), google);
    });

    [TestMethod]
    public void Difference_OfEveryFieldThatChanged_IsSeen()
    {
        // The control of both tests above: a value that is taken away is missed.
        var unseen = new SortedSet<string>(Everywhere.Fields.Select(f => f.Key), StringComparer.Ordinal);
        foreach (Everything message in Values.Everything.Sample(500, new Rnd(DefaultSeed), 50))
        {
            foreach (Member outer in Member.Of(typeof(Everything)))
            {
                if (outer.Get(message) is not { } part)
                {
                    continue;
                }

                IMessage google = Mirror.ToGoogle(part, Peer.Everything.Descriptor.FindFieldByNumber(outer.Number).MessageType);
                Assert.IsNull(Mirror.Difference(part, google));
                foreach (Member member in Member.Of(part.GetType()))
                {
                    IMessage changed = google.Descriptor.Parser.ParseFrom(google.ToByteArray());
                    changed.Descriptor.FindFieldByNumber(member.Number).Accessor.Clear(changed);
                    if (!changed.Equals(google) && Mirror.Difference(part, changed) is not null)
                    {
                        unseen.Remove($"{part.GetType().Name}.{member.Property.Name}");
                    }
                }
            }
        }

        Assert.AreEqual("", string.Join('\n', unseen));
    }

    private static class Everywhere
    {
        public static IEnumerable<KeyValuePair<string, int>> Fields =>
            from outer in Member.Of(typeof(Everything))
            from member in Member.Of(outer.Property.PropertyType)
            select KeyValuePair.Create($"{outer.Property.PropertyType.Name}.{member.Property.Name}", 0);
    }

    private static void Expect(object ours, IMessage google)
    {
        if (Mirror.Difference(ours, google) is { } difference)
        {
            Assert.Fail(difference);
        }
    }

    /// <summary>Checks messages of a seed, and that they had everything in them.</summary>
    internal static void Check<T>(TestContext output, Gen<T> values, Action<T, Coverage> both)
    {
        ulong seed = ulong.Parse(
            Environment.GetEnvironmentVariable("ORACLE_SEED") ?? DefaultSeed.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        int messages = int.Parse(
            Environment.GetEnvironmentVariable("ORACLE_MESSAGES") ?? DefaultMessages.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        output.WriteLine($"ORACLE_SEED={seed}");
        var coverage = new Coverage();
        FsCheck.Check.One(
            Config.QuickThrowOnFailure
                .WithMaxTest(messages)
                .WithEndSize(50)
                .WithQuietOnSuccess(true)
                .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None))),
            Prop.ForAll(values.ToArbitrary(), message => both(message, coverage)));

        output.WriteLine(coverage.ToString());
        Assert.AreEqual(messages, coverage.Count);
        Assert.AreEqual("", string.Join('\n', coverage.Fields
            .Where(f => f.Value < Math.Min(LeastSeen, messages / 1_000))
            .Select(f => $"{f.Key} had a value only {f.Value} times")));
    }
}
