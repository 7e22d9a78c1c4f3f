using System.Text;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Names a status as the gRPC documents do: OUT_OF_RANGE.</summary>
internal static class StatusName
{
    public static string Of(StatusCode code)
    {
        string name = code.ToString();
        var upper = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            {
                upper.Append('_');
            }

            upper.Append(char.ToUpperInvariant(name[i]));
        }

        return upper.ToString();
    }
}
