using ActorDataGen.Controller.Tests.Cluster;
using Xunit.Runner.InProc.SystemConsole;

return args is [ControllerProcess.Verb, .. var rest] ? await ControllerProcess.RunAsync(rest) : await ConsoleRunner.Run(args);
