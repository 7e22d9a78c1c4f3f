using CodeFirst.Grpc.Protocol;

namespace Tests.CodeFirst.Protocol;

[TestClass]
public sealed class GrpcTimeoutTests
{
    [TestMethod]
    [DataRow("1n", 1)]
    [DataRow("100n", 1)]
    [DataRow("101n", 2)]
    [DataRow("1u", 10)]
    [DataRow("1m", TimeSpan.TicksPerMillisecond)]
    [DataRow("1S", TimeSpan.TicksPerSecond)]
    [DataRow("1M", TimeSpan.TicksPerMinute)]
    [DataRow("1H", TimeSpan.TicksPerHour)]
    [DataRow("99999999S", 99_999_999 * TimeSpan.TicksPerSecond)]
    [DataRow("99999999H", 99_999_999 * TimeSpan.TicksPerHour, DisplayName = "the longest")]
    [DataRow("0S", 0)]
    public void Parse_WhatTheSpecificationAllows_GivesTheTime(string value, long ticks)
    {
        Assert.IsTrue(GrpcTimeout.TryParse(value, out TimeSpan timeout));
        Assert.AreEqual(ticks, timeout.Ticks);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("S")]
    [DataRow("1")]
    [DataRow("1s", DisplayName = "units are case-sensitive")]
    [DataRow("1x")]
    [DataRow("-1S")]
    [DataRow("+1S")]
    [DataRow("1.5S")]
    [DataRow(" 1S")]
    [DataRow("123456789S", DisplayName = "nine digits")]
    [DataRow("١S", DisplayName = "an Arabic digit")]
    public void Parse_AnythingElse_Fails(string? value) => Assert.IsFalse(GrpcTimeout.TryParse(value, out _));

    [TestMethod]
    [DataRow(1, "1u", DisplayName = "a tick is rounded up")]
    [DataRow(10, "1u")]
    [DataRow(11, "2u")]
    [DataRow(99_999_999L * 10, "99999999u")]
    [DataRow(99_999_999L * 10 + 1, "100000m", DisplayName = "nine digits of microseconds")]
    [DataRow(TimeSpan.TicksPerSecond * 10, "10000000u")]
    [DataRow(TimeSpan.TicksPerHour * 48, "172800S")]
    [DataRow(0, "1u")]
    [DataRow(-5, "1u")]
    public void Format_AnyTime_IsTheFinestUnitOfEightDigits(long ticks, string expected)
    {
        string value = GrpcTimeout.Format(TimeSpan.FromTicks(ticks));
        Assert.AreEqual(expected, value);
        Assert.IsTrue(GrpcTimeout.TryParse(value, out TimeSpan read));
        Assert.IsGreaterThanOrEqualTo(ticks, read.Ticks, "the server must not give up first");
    }

    [TestMethod]
    public void Format_MoreThanTheHeaderCanSay_IsTheMostItCan() => Assert.AreEqual("99999999H", GrpcTimeout.Format(TimeSpan.MaxValue));
}
