namespace Tests.CodeFirst.Calls;

public enum CallKind
{
    Unary,
    ServerStreaming,
    ClientStreaming,
    Duplex,
}
