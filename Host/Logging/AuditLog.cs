using System.Net;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// Who was refused what, and who stored what: a JSON object on a line of a file for each. JSON escapes control characters, so no client can
/// write a line of its own. Nobody waits for the file: lines that it cannot take are dropped, and their number is written.
/// </summary>
/// <param name="lines">Where the lines go; null for nowhere.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditLog(LineQueue? lines, TimeProvider time) : IDisposable
{
    private const string Refused = "refused";

    /// <summary>Whether anybody wants it.</summary>
    public bool IsOn => lines is not null;

    /// <summary>Opens the file that a setting names, to add to it.</summary>
    /// <exception cref="StartException">The file cannot be written.</exception>
    public static AuditLog Open(SatelliteOptions options, TimeProvider time)
    {
        if (options.AuditFile is not { } path)
        {
            return new AuditLog(null, time);
        }

        try
        {
            // Without a buffer: LineQueue writes many lines at once.
            var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return new AuditLog(new LineQueue(file, format: LogFormat.Json, time: time), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                StartException.Failure, $"opening the audit log '{path}': {e.Message.TrimEnd('.')}; choose another file with --audit");
        }
    }

    /// <summary>Notes that a connection was refused or cut off, or a call refused for a limit.</summary>
    public void NoteRefusal(string reason, Refusal refusal) =>
        Write(Refused, ("reason", reason), ("certificate", refusal.Certificate), ("peer", refusal.Peer));

    /// <summary>Notes that a call was refused: its client may not make it, or not now.</summary>
    public void NoteRefusal(CallRecord call)
    {
        if (call.Status is StatusCode.PermissionDenied or StatusCode.ResourceExhausted)
        {
            Write(
                Refused,
                ("reason", "call"),
                ("method", call.Method),
                ("status", StatusName.Of(call.Status)),
                ("certificate", call.Client?.CertificateSha256),
                ("client", call.Client?.LoggedName),
                ("peer", call.Peer));
        }
    }

    /// <summary>Notes that a request of the viewing port was refused: its client may not make it, or not now.</summary>
    public void NoteRefusal(string method, string target, int status, ClientIdentity? client, EndPoint? peer) => Write(
        Refused,
        ("reason", "view"),
        ("method", method),
        ("target", target),
        ("status", (long)status),
        ("certificate", client?.CertificateSha256),
        ("client", client?.LoggedName),
        ("peer", peer));

    /// <summary>Notes that a client's images are stored.</summary>
    public void NoteStored(ClientIdentity? client, string map, int images, long version) => Write(
        "stored",
        ("map", map),
        ("images", (long)images),
        ("version", version),
        ("certificate", client?.CertificateSha256),
        ("client", client?.LoggedName));

    public void Dispose() => lines?.Dispose();

    private void Write(string what, params ReadOnlySpan<(string Name, object? Value)> fields) =>
        lines?.Add(JsonLine.Format(time.GetUtcNow(), LogLevel.Information, LogCategory.Audit, what, fields));
}
