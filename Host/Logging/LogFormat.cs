namespace CodeFirstSatellite.Host.Logging;

/// <summary>How the log writes an event.</summary>
internal enum LogFormat
{
    /// <summary>As words and <c>name=value</c> pairs, for people: <see cref="LogLine"/>.</summary>
    Text,

    /// <summary>As a JSON object, for programs: <see cref="JsonLine"/>.</summary>
    Json,
}
