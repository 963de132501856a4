using System.CommandLine;
using System.Globalization;
using ActorDataGen.Cli.Output;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Topics;

/// <summary><c>adg topics</c>: list, show, create, delete and tail.</summary>
internal static class TopicsCommand
{
    public static Command Make()
    {
        var topics = new Command("topics", "List topics").Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            Print(result, await client.ListTopicsAsync(cancellationToken));
            return ExitCode.Success;
        });
        topics.Add(List());
        topics.Add(Create());
        topics.Add(Delete());
        topics.Add(Tail());
        return topics;
    }

    private static Argument<string> Topic() => new("topic") { Description = "The topic's name" };

    private static Command List() => new Command("list", "The same").Does(async (result, cancellationToken) =>
    {
        using var client = ServerOptions.Connect(result);
        Print(result, await client.ListTopicsAsync(cancellationToken));
        return ExitCode.Success;
    });

    private static Command Create()
    {
        var topic = Topic();
        var partitions = new Option<int>("--partitions", "-p") { Description = "Partitions", DefaultValueFactory = _ => 1 };
        var replication = new Option<int?>("--replication-factor") { Description = "Replicas of each partition [the brokers' default]" };
        var config = new Option<string[]>("--config") { Description = "A setting as KEY=VALUE, as often as needed" };
        return new Command("create", "Create a topic") { topic, partitions, replication, config }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            var created = await client.CreateTopicAsync(
                new NewTopic
                {
                    Name = result.GetValue(topic),
                    Partitions = result.GetValue(partitions),
                    ReplicationFactor = result.GetValue(replication),
                    Config = Pairs.Parse("--config", result.GetValue(config) ?? []),
                },
                cancellationToken);
            Print(result, [created]);
            return ExitCode.Success;
        });
    }

    private static Command Delete()
    {
        var topic = Topic();
        return new Command("delete", "Delete a topic with its records") { topic }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            await client.DeleteTopicAsync(result.GetValue(topic)!, cancellationToken);
            Console.WriteLine($"deleted {result.GetValue(topic)}");
            return ExitCode.Success;
        });
    }

    private static Command Tail()
    {
        var topic = Topic();
        var last = new Option<int>("--last", "-n") { Description = "How many of the newest records", DefaultValueFactory = _ => 10 };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with those that come" };
        return new Command("tail", "Show the newest records, decoded") { topic, last, follow }.Does(async (result, cancellationToken) =>
        {
            using var client = ServerOptions.Connect(result);
            await foreach (var record in client.TailAsync(result.GetValue(topic)!, result.GetValue(last), result.GetValue(follow), cancellationToken))
            {
                if (result.GetValue(ServerOptions.Json))
                {
                    Printer.Json(record);
                }
                else
                {
                    var time = record.Timestamp.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
                    Console.WriteLine($"{record.Partition}:{record.Offset}  {time}  {record.Key ?? "-"}  {record.Value ?? "(tombstone)"}");
                }
            }

            return ExitCode.Success;
        });
    }

    private static void Print(ParseResult result, IReadOnlyList<TopicView> topics)
    {
        if (result.GetValue(ServerOptions.Json))
        {
            Printer.Json(topics);
            return;
        }

        Printer.Table(["topic", "partitions", "records"], topics.Select(t => new[] { t.Name, $"{t.Partitions.Count}", Printer.Number(t.Records) }));
    }
}
