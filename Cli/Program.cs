using CodeFirstSatellite.Cli;

using var interruption = new Interruption();
return await CommandLine.RunAsync(args, interruption.Token);
