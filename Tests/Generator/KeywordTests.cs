namespace Tests.Generator;

/// <summary>Contracts whose names are words of the language.</summary>
[TestClass]
public sealed class KeywordTests
{
    [TestMethod]
    public void Names_ThatAreKeywords_AreEmittedAsNames() => GeneratorRun.Of("""
        [DataContract]
        public class @event
        {
            [DataMember(Order = 1)] public int @class { get; set; }
            [DataMember(Order = 2)] public List<string> @in { get; set; } = [];
            [DataMember(Order = 3)] public Dictionary<int, string> @out { get; set; } = [];
            [DataMember(Order = 4)] public @event? @this { get; set; }
            [DataMember(Order = 5), OneOf("o")] public int? @if { get; set; }
            [DataMember(Order = 6), OneOf("o")] public string? @else { get; set; }
            [DataMember(Order = 7)] public int[] @long { get; set; } = [];
            [DataMember(Order = 8)] public DateTime @is { get; set; }
        }

        [DataContract]
        public record @new([property: DataMember(Order = 1)] int @do);

        [Service("keywords.S")]
        public interface IS
        {
            Task<@event> @switch(@new @return, CallContext @params = default);
            IAsyncEnumerable<@new> @yield(IAsyncEnumerable<@event> @void);

            // Not for callers, so no method of the service.
            private static int Helper() => 1;
            private int Other() => Helper();
        }
        """).AssertCompiles();
}
