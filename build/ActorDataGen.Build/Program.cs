using ActorDataGen.Build;

var root = Environment.GetEnvironmentVariable("ADG_ROOT") ?? Directory.GetCurrentDirectory();
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};

try
{
    return args switch
    {
        ["test", .. var rest] => await TestRun.RunAsync(root, rest, cancellation.Token),
        ["soak", .. var rest] => await SoakRun.RunAsync(root, rest, cancellation.Token),
        ["mutate", .. var rest] => await MutateRun.RunAsync(root, rest, cancellation.Token),
        _ => Usage(),
    };
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("adg: interrupted");
    return 130;
}

static int Usage()
{
    Console.Error.WriteLine("adg: say one of test, soak, mutate");
    return 2;
}
