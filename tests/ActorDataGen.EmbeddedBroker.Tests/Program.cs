using System.Globalization;
using ActorDataGen.EmbeddedBroker.Tests.Crash;
using ActorDataGen.EmbeddedBroker.Tests.Processes;

// Three programs in one: the tests, a broker in a process of its own for those tests that kill it, and killing it for long.
if (args is ["broker-host", .. var hostArgs])
{
    return await BrokerHost.RunAsync(hostArgs);
}

// The long form of the crash test: crash-soak ROUNDS.
if (args is ["crash-soak", var rounds])
{
    await BrokerCrashSoak.RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture), Console.Out);
    return 0;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
