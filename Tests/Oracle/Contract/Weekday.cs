using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>A small enum of which two values have two names each, and none is 0.</summary>
[DataContract(Namespace = "peer")]
public enum Weekday : byte
{
    Monday = 1,
    FirstDay = Monday,
    Sunday = 7,
    LastDay = Sunday,
}
