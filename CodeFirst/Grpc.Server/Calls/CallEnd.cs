namespace CodeFirst.Grpc.Server;

/// <summary>Why a call ended before its handler did.</summary>
internal sealed class CallEnd(Status status, string reason)
{
    /// <summary>The deadline passed.</summary>
    public static readonly CallEnd Deadline = new(new Status(StatusCode.DeadlineExceeded, "the deadline has passed"), "deadline");

    /// <summary>The application limits how long a request may take, and this one took longer.</summary>
    public static readonly CallEnd TimeLimit = new(new Status(StatusCode.DeadlineExceeded, "the server's time limit for requests has passed"), "time limit");

    /// <summary>The client cancelled the call or its connection is lost: there is nobody left to tell.</summary>
    public static readonly CallEnd ClientGone = new(new Status(StatusCode.Cancelled, "the client cancelled the call or is gone"), "client gone");

    /// <summary>The client neither reads nor sends; its stream has been reset.</summary>
    public static readonly CallEnd Stalled = new(new Status(StatusCode.Cancelled, "the client stalled"), "stalled");

    public Status Status => status;

    /// <summary>For the log.</summary>
    public string Reason => reason;

    /// <summary>Whether the client can still be told the status.</summary>
    public bool CanRespond => this != ClientGone && this != Stalled;
}
