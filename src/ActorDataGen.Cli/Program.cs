using ActorDataGen.Cli;

// Answered before anything is loaded: shells ask for it on completion, people to see whether it works.
if (args is ["--version"])
{
    Console.WriteLine(CommandLine.Version);
    return ExitCode.Success;
}

return await CommandLine.RunAsync(args);
