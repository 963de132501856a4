using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.Node;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>The story that the demo tells, and the judgement at its end.</summary>
internal sealed class DemoRun(NodeHost node, DemoOutput show, string? token)
{
    // Far above what it takes on two slow cores; past it something is wrong, and saying so beats waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] Ended = ["succeeded", "failed", "stopped", "rejected"];

    private readonly DemoJob _byRest = new("demo-temperature", "demo-temperature", "temperature", Replicas: 2, Records: 20_000, Rate: 2_000);
    private readonly DemoJob _byRecord = new("demo-frames", "demo-frames", "frames", Replicas: 1, Records: 15_000, Rate: 2_500);
    private readonly Dictionary<string, string> _last = [];

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var client = new AdgClient(node.Address, token);
        try
        {
            return await TellAsync(client, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            show.Say($"FAILED: it did not end within {Patience.TotalMinutes:0} minutes");
            return false;
        }
    }

    private async Task<bool> TellAsync(AdgClient client, CancellationToken cancellationToken)
    {
        var watching = WatchAsync(client, cancellationToken);
        await client.SubmitAsync(_byRest.Document, cancellationToken);
        show.Say($"submitted {_byRest.Id} by REST: {_byRest.Replicas} replicas, {_byRest.Records:N0} records, {_byRest.Rate:N0}/s");
        await VersionOneClient.SubmitAsync(_byRecord, node.BootstrapServers, node.SchemaRegistryUrl, node.JobTopic, cancellationToken);
        show.Say($"submitted {_byRecord.Id} as an Avro record of version 1 on {node.JobTopic}: {_byRecord.Records:N0} records, {_byRecord.Rate:N0}/s");

        await UntilAsync(client, _byRest.Id, job => job.Running == job.Replicas, cancellationToken);
        await FirstRecordsAsync(client, _byRest.Topic, cancellationToken);
        await FirstRecordsAsync(client, _byRecord.Topic, cancellationToken);
        await RateAsync(client, cancellationToken);
        var survived = await KillAsync(client, cancellationToken);
        await watching;
        return await JudgeAsync(client, survived, cancellationToken);
    }

    private async Task WatchAsync(AdgClient client, CancellationToken cancellationToken)
    {
        var open = new HashSet<string> { _byRest.Id, _byRecord.Id };
        await foreach (var change in client.EventsAsync(cancellationToken))
        {
            if (change is { Kind: "job", Job: { } job } && open.Contains(job.Id))
            {
                Show(job);
                if (Ended.Contains(job.State))
                {
                    open.Remove(job.Id);
                }
            }

            if (open.Count == 0)
            {
                return;
            }
        }
    }

    private void Show(JobSummary job)
    {
        var line = $"{job.State}, {job.Running} of {job.Replicas} running{(job.Reason is null ? "" : $": {job.Reason}")}";
        if (_last.GetValueOrDefault(job.Id) != line)
        {
            _last[job.Id] = line;
            show.Say($"  {job.Id} is {line}");
        }
    }

    private async Task FirstRecordsAsync(AdgClient client, string topic, CancellationToken cancellationToken)
    {
        await TopicAsync(client, topic, cancellationToken);
        await foreach (var record in client.TailAsync(topic, last: 0, follow: true, cancellationToken).Take(3).WithCancellation(cancellationToken))
        {
            show.Say($"  {topic} {record.Partition}:{record.Offset}  {record.Key ?? "-"}  {record.Value}");
        }
    }

    // A generator runs a moment before its first record makes the topic.
    private static async Task TopicAsync(AdgClient client, string topic, CancellationToken cancellationToken)
    {
        while ((await client.ListTopicsAsync(cancellationToken)).All(t => t.Name != topic))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    private async Task RateAsync(AdgClient client, CancellationToken cancellationToken)
    {
        var before = await CountAsync(client, cancellationToken);
        var start = show.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        var records = await CountAsync(client, cancellationToken) - before;
        show.Say($"both topics together: {records / (show.Elapsed - start).TotalSeconds:N0} records/s");
    }

    private async Task<long> CountAsync(AdgClient client, CancellationToken cancellationToken) =>
        (await client.GetTopicAsync(_byRest.Topic, cancellationToken)).Records + (await client.GetTopicAsync(_byRecord.Topic, cancellationToken)).Records;

    private async Task<bool> KillAsync(AdgClient client, CancellationToken cancellationToken)
    {
        var before = (await client.GetJobAsync(_byRest.Id, cancellationToken)).ReplicaViews.First(r => r.Replica == 0);
        if (GeneratorKill.Kill(_byRest.Id, 0) is not { } pid)
        {
            show.Say($"FAILED: no process of {_byRest.Id}, replica 0, was found to kill");
            return false;
        }

        show.Say($"killed replica 0 of {_byRest.Id} (process {pid}, kill -9)");
        await UntilAsync(client, _byRest.Id, job => job.ReplicaViews.Any(r => r.Replica == 0 && r.Attempt > before.Attempt && r.State is "running" or "succeeded") || Ended.Contains(job.State), cancellationToken);
        var after = (await client.GetJobAsync(_byRest.Id, cancellationToken)).ReplicaViews.First(r => r.Replica == 0);
        show.Say($"replica 0 is back: attempt {after.Attempt}, {after.State}");
        return after.Attempt > before.Attempt;
    }

    private static async Task UntilAsync(AdgClient client, string id, Func<JobDetail, bool> condition, CancellationToken cancellationToken)
    {
        while (await client.FindJobAsync(id, cancellationToken) is not { } job || !condition(job))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> JudgeAsync(AdgClient client, bool survived, CancellationToken cancellationToken)
    {
        var good = survived;
        foreach (var job in new[] { _byRest, _byRecord })
        {
            var view = await client.GetJobAsync(job.Id, cancellationToken);
            var found = await Task.Run(() => TopicCount.Read(node.BootstrapServers, job.Topic, cancellationToken), cancellationToken);
            var wrong = TopicCount.Compare(await job.ExpectedAsync(cancellationToken), found);
            show.Say($"{job.Id} {view.State}; topic {job.Topic} holds {found.Values.Sum():N0} of {job.Records:N0} records{(wrong is null ? ", each exactly as generated, none missing, none twice" : $": {wrong}")}");
            good &= view.State == "succeeded" && wrong is null;
        }

        show.Say(good ? "everything that was promised was seen" : "FAILED: not everything that was promised was seen");
        return good;
    }
}
