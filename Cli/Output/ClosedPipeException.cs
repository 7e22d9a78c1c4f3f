namespace CodeFirstSatellite.Cli.Output;

/// <summary>Whoever read our output has had enough; nothing is wrong.</summary>
internal sealed class ClosedPipeException(Exception cause) : Exception("The reader of the output has gone.", cause);
