using Tests.InteropServer;

return await ServerCommand.Create().Parse(args).InvokeOrExplainAsync();
