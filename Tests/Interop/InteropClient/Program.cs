using Tests.InteropClient;

return await ClientCommand.Create().Parse(args).InvokeOrExplainAsync();
