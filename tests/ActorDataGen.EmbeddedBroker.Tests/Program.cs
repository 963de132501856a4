using ActorDataGen.EmbeddedBroker.Tests.Processes;

// Two programs in one: the tests, and a broker in a process of its own for those tests that kill it.
if (args is ["broker-host", .. var hostArgs])
{
    return await BrokerHost.RunAsync(hostArgs);
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
