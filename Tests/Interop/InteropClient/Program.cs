using Tests.InteropClient;

return await ClientCommand.Create().Parse(OfficialFlags.WithTwoDashes(args)).InvokeOrExplainAsync();
