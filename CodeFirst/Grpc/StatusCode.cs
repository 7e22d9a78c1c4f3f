namespace CodeFirst.Grpc;

/// <summary>How a call ended.</summary>
/// <remarks>gRPC "Status codes and their use in gRPC"; the numbers are those of the <c>grpc-status</c> header.</remarks>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, usually by its caller.</summary>
    Cancelled = 1,

    /// <summary>An error that nothing more is known of, such as an exception a handler did not catch.</summary>
    Unknown = 2,

    /// <summary>The argument is wrong whatever state the system is in.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call was done.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a limit or memory is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the operation needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The operation was aborted, typically by a conflict with another.</summary>
    Aborted = 10,

    /// <summary>The argument lies outside the range that is valid now.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist or is not supported.</summary>
    Unimplemented = 12,

    /// <summary>A peer or this program broke a rule that it must keep.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; trying again later may help.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or is damaged beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
