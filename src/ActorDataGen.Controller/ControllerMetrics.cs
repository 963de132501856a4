using System.Diagnostics.Metrics;
using ActorDataGen.Controller.Deciding;

namespace ActorDataGen.Controller;

/// <summary>What a controller counts, under the meter <c>ActorDataGen.Controller</c>.</summary>
internal static class ControllerMetrics
{
    private static readonly Meter Meter = new("ActorDataGen.Controller");
    private static readonly Counter<long> Transactions = Meter.CreateCounter<long>("adg.controller.transactions");
    private static readonly Counter<long> Submissions = Meter.CreateCounter<long>("adg.controller.submissions");
    private static readonly Counter<long> Instructions = Meter.CreateCounter<long>("adg.controller.instructions");

    public static void Count(Batch batch)
    {
        Transactions.Add(1);
        Submissions.Add(batch.Submissions);
        Instructions.Add(batch.Instructions);
    }
}
