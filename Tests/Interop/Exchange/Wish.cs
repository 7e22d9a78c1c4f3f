namespace Tests.Interop.Exchange;

/// <summary>What a question asks of the server besides an answer.</summary>
public enum Wish
{
    None,

    /// <summary>FAILED_PRECONDITION, once the answers have been sent.</summary>
    Fail,

    /// <summary>No end: nothing more after what was to be answered, until the call ends.</summary>
    Wait,

    /// <summary>An end as soon as the handler of another call waits.</summary>
    Meet,
}
