using System.Text;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Trust;
using Microsoft.Extensions.Logging;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class LogTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, 5, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void LogLine_OfAnEvent_IsTimeLevelCategoryAndMessage() =>
        Assert.AreEqual(
            "2026-01-31T12:00:00.005Z warn handshake rejected\n",
            LogLine.Format(Noon, LogLevel.Warning, "handshake", "rejected", null));

    [TestMethod]
    public void LogLine_WithControlCharacters_StaysOneLine() =>
        Assert.AreEqual(
            "2026-01-31T12:00:00.005Z info c a\\nb\\r\\t\\u001bd exception=System.FormatException: x\\ny\n",
            LogLine.Format(Noon, LogLevel.Information, "c", "a\nb\r\t\u001Bd", new FormatException("x\ny")));

    [TestMethod]
    public void LogLine_InUtf8_IsTheSameLine()
    {
        Span<byte> line = stackalloc byte[64];
        Assert.IsTrue(LogLine.TryFormat(line, Noon, LogLevel.Information, "call", new Text("caf\u00E9"), out int written));
        Assert.AreEqual(LogLine.Format(Noon, LogLevel.Information, "call", "caf\u00E9", null), Encoding.UTF8.GetString(line[..written]));
    }

    [TestMethod]
    [DataRow("a\nb", DisplayName = "a line feed, which must be escaped")]
    [DataRow("a message that is longer than what there is room for in the line", DisplayName = "too long")]
    public void LogLine_InUtf8ThatCannotBe_IsLeftToStrings(string message)
    {
        Span<byte> line = stackalloc byte[64];
        Assert.IsFalse(LogLine.TryFormat(line, Noon, LogLevel.Information, "call", new Text(message), out _));
    }

    [TestMethod]
    public void JsonLine_OfAnEvent_HasItsMessageAndValues()
    {
        KeyValuePair<string, object?>[] values =
        [
            new("Reason", "a\nb\u0085 \u00E9\""),
            new("Seconds", 1.5),
            new("Peer", null),
            new("Until", Noon.UtcDateTime),
            new("{OriginalFormat}", "ends {Reason}"),
        ];
        ReadOnlySpan<byte> line = JsonLine.Format(
            Noon, LogLevel.Warning, "host", new EventId(1, "Ended"), values, new FormatException("x\ny"), (_, _) => "ends a\nb");

        Assert.AreEqual(
            """{"time":"2026-01-31T12:00:00.005Z","level":"warn","category":"host","event":"Ended","message":"ends a\nb","""
            + "\"values\":{\"reason\":\"a\\nb\\u0085 \u00E9\\\"\",\"seconds\":1.5,\"peer\":null,\"until\":\"2026-01-31T12:00:00.005Z\"},"
            + "\"exception\":\"System.FormatException: x\\ny\"}\n",
            Encoding.UTF8.GetString(line));
    }

    [TestMethod]
    public void ClientIdentity_WithSeveralNames_IsLoggedAsTheFirstInOneWord()
    {
        SubjectName[] names = [new("satellite 1\n=x", IsHostName: false), new("localhost", IsHostName: true)];
        Assert.AreEqual("satellite%201%0A=x", new ClientIdentity("00", names, "berlin").LoggedName);
        Assert.AreEqual("caf%C3%A9", new ClientIdentity("00", [], "caf\u00E9").LoggedName);
        Assert.IsNull(new ClientIdentity("00", [], null).LoggedName);
    }

    [TestMethod]
    public void LineQueue_Disposed_HasWrittenEverythingInOrder()
    {
        var output = new MemoryStream();
        using (var queue = new LineQueue(output))
        {
            for (int i = 0; i < 1_000; i++)
            {
                queue.Add($"{i}\n");
            }
        }

        Assert.AreEqual(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i}\n")), Encoding.UTF8.GetString(output.ToArray()));
    }

    [TestMethod]
    public void LineQueue_Held_WritesOnlyOnceReleased()
    {
        var never = new MemoryStream();
        using (var queue = new LineQueue(never, isHeld: true))
        {
            queue.Add("a\n");
        }

        var output = new MemoryStream();
        using (var queue = new LineQueue(output, isHeld: true))
        {
            queue.Add("a\n");
            queue.Release();
        }

        Assert.AreEqual(0, never.Length);
        Assert.AreEqual("a\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [TestMethod]
    [DataRow(false, "x\n7 log lines dropped: whoever reads this log is too slow\n")]
    [DataRow(true, "\"level\":\"warn\",\"category\":\"host\",\"message\":\"7 log lines dropped: whoever reads this log is too slow\"}\n")]
    public void LineQueue_WhoseReaderIsTooSlow_DropsLinesAndSaysHowMany(bool isJson, string end)
    {
        var output = new StuckStream();
        using (var queue = new LineQueue(output, format: isJson ? LogFormat.Json : LogFormat.Text))
        {
            queue.Add("first\n");
            output.Reached.Wait(TestContext.CancellationToken);
            for (int i = 0; i < 10_007; i++)
            {
                queue.Add("x\n");
            }

            output.LetGo.Set();
        }

        StringAssert.EndsWith(Encoding.UTF8.GetString(output.ToArray()), end, StringComparison.Ordinal);
    }

    private sealed class Text(string value) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            Encoding.UTF8.TryGetBytes(value, utf8Destination, out bytesWritten);
    }

    private sealed class StuckStream : MemoryStream
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim LetGo { get; } = new();

        // The one that all others of a derived MemoryStream come to.
        public override void Write(byte[] buffer, int offset, int count)
        {
            Reached.Set();
            LetGo.Wait();
            base.Write(buffer, offset, count);
        }
    }
}
