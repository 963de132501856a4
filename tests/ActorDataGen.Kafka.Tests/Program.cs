using ActorDataGen.Kafka.Tests.Fencing;
using Xunit.Runner.InProc.SystemConsole;

return args is [FencingProbe.Verb, .. var rest] ? await FencingProbe.RunAsync(rest) : await ConsoleRunner.Run(args);
