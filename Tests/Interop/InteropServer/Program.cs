using Tests.InteropServer;

return await ServerCommand.Create().Parse(OfficialFlags.WithTwoDashes(args)).InvokeOrExplainAsync();
