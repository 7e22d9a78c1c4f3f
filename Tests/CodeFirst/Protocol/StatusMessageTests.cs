using CodeFirst.Grpc.Protocol;

namespace Tests.CodeFirst.Protocol;

[TestClass]
public sealed class StatusMessageTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("plain text ~!\"#$&'", "plain text ~!\"#$&'")]
    [DataRow("100%", "100%25")]
    [DataRow("a\tb\r\nc", "a%09b%0D%0Ac")]
    [DataRow("☺", "%E2%98%BA")]
    [DataRow("😈", "%F0%9F%98%88")]
    [DataRow("\u007f", "%7F")]
    public void Encode_AnyText_IsPrintableAsciiAndReadsBack(string text, string encoded)
    {
        Assert.AreEqual(encoded, StatusMessage.Encode(text));
        Assert.AreEqual(text, StatusMessage.Decode(encoded));
    }

    [TestMethod]
    public void Encode_UnpairedSurrogate_BecomesTheReplacementCharacter() =>
        Assert.AreEqual("a%EF%BF%BDb", StatusMessage.Encode("a\ud800b"));

    [TestMethod]
    [DataRow("100%", "100%")]
    [DataRow("%4", "%4")]
    [DataRow("%zz", "%zz")]
    [DataRow("%%41", "%A")]
    [DataRow("%e2%98%ba", "☺", DisplayName = "lower case")]
    [DataRow("%FF", "\ufffd", DisplayName = "not UTF-8")]
    [DataRow("grün", "grün", DisplayName = "not ASCII to begin with")]
    public void Decode_BrokenEscapes_StayAsTheyAre(string encoded, string text) => Assert.AreEqual(text, StatusMessage.Decode(encoded));
}
