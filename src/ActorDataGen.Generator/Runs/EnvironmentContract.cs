using System.Collections.Immutable;
using System.Globalization;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Pace;

namespace ActorDataGen.Generator.Runs;

/// <summary>Reads <see cref="GeneratorSettings"/> from environment variables: the contract between an agent and an image, docs/images.md.</summary>
public static class EnvironmentContract
{
    private const string PropertyPrefix = "ADG_KAFKA_";

    /// <summary>Reads the settings; each complaint is one line that names the variable and the remedy.</summary>
    public static (GeneratorSettings Settings, IReadOnlyList<string> Problems) Read(IReadOnlyDictionary<string, string> environment)
    {
        var reader = new Reader(environment);
        var brokers = reader.Text("KAFKA_BOOTSTRAP_SERVERS") ?? reader.Text("KAFKA_BOOTSTRAP_SERVERS_DOCKER");
        var topic = reader.Text("KAFKA_TOPIC");
        reader.Require(brokers, "KAFKA_BOOTSTRAP_SERVERS", "name the brokers, host:port");
        reader.Require(topic, "KAFKA_TOPIC", "name the topic to write to");
        var replica = reader.Integer("ADG_REPLICA", 0, 0) ?? 0;
        var settings = new GeneratorSettings
        {
            BootstrapServers = brokers ?? "",
            Topic = topic ?? "",
            SchemaRegistryUrl = reader.Text("SCHEMA_REGISTRY_URL"),
            JobId = reader.Text("ADG_JOB_ID") ?? "",
            JobUid = reader.Text("ADG_JOB_UID"),
            Run = (int)(reader.Integer("ADG_RUN", 1, 1) ?? 1),
            Replica = (int)replica,
            Ordinal = (int)(reader.Integer("ADG_ORDINAL", replica, 0) ?? 0),
            Replicas = (int)(reader.Integer("ADG_REPLICAS", 1, 1) ?? 1),
            Attempt = (int)(reader.Integer("ADG_ATTEMPT", 1, 0) ?? 1),
            DataSet = reader.Text("ADG_DATASET") ?? "temperature",
            DataSetText = reader.Text("ADG_DATASET_INLINE"),
            Seed = reader.Integer("ADG_SEED", null, long.MinValue),
            Rate = reader.Rate("ADG_RATE"),
            Speed = reader.Speed("ADG_SPEED"),
            Count = reader.Integer("ADG_COUNT", null, 0),
            Duration = reader.Duration("ADG_DURATION"),
            Start = reader.Start("ADG_START"),
            Format = reader.Choice<RecordFormat>("ADG_FORMAT"),
            Producer = reader.Choice<ProducerKind>("ADG_PRODUCER"),
            Partitioner = reader.Choice<PartitionChoice>("ADG_PARTITIONER"),
            Streams = [.. (reader.Text("ADG_STREAMS") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            CommitInterval = reader.Duration("ADG_COMMIT_INTERVAL") ?? TimeSpan.FromMilliseconds(200),
            BrokerTimeout = reader.Duration("ADG_BROKER_TIMEOUT") ?? TimeSpan.FromSeconds(30),
            ClientProperties = environment.Where(e => e.Key.StartsWith(PropertyPrefix, StringComparison.Ordinal))
                .ToImmutableSortedDictionary(e => PropertyName(e.Key), e => e.Value),
        };
        if (settings.Ordinal >= settings.Replicas)
        {
            reader.Problems.Add($"ADG_REPLICA: replica {settings.Ordinal} of {settings.Replicas}; count from 0 to ADG_REPLICAS - 1");
        }

        return (settings, reader.Problems);
    }

    /// <summary><c>ADG_KAFKA_SECURITY_PROTOCOL</c> is <c>security.protocol</c>.</summary>
    private static string PropertyName(string variable) =>
        new([.. variable[PropertyPrefix.Length..].Select(c => c == '_' ? '.' : char.ToLowerInvariant(c))]);

    private sealed class Reader(IReadOnlyDictionary<string, string> environment)
    {
        public List<string> Problems { get; } = [];

        /// <summary>An empty variable is as good as none: compose files and portals write those.</summary>
        public string? Text(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        public void Require(string? value, string name, string remedy)
        {
            if (value is null)
            {
                Problems.Add($"{name} is not set: {remedy}");
            }
        }

        public long? Integer(string name, long? otherwise, long min)
        {
            var text = Text(name);
            if (text is null)
            {
                return otherwise;
            }

            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min
                && (min == long.MinValue || name == "ADG_COUNT" || number <= int.MaxValue))
            {
                return number;
            }

            Problems.Add($"{name}: '{text}' is not a whole number{(min > long.MinValue ? $" from {min}" : "")}");
            return otherwise;
        }

        public double? Rate(string name)
        {
            var text = Text(name);
            if (text is null or "max")
            {
                return text is null ? null : 0;
            }

            if (Rates.TryParse(text, out var rate) && rate > 0)
            {
                return rate;
            }

            Problems.Add($"{name}: '{text}' is not a rate; write max, or records a second such as 50000, 60/m, 5/h");
            return null;
        }

        public double Speed(string name)
        {
            var text = Text(name) ?? "1";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed > 0)
            {
                return speed;
            }

            Problems.Add($"{name}: '{text}' is not a factor above 0 such as 2 or 0.5");
            return 1;
        }

        public TimeSpan? Duration(string name)
        {
            var text = Text(name);
            if (text is null)
            {
                return null;
            }

            if (Durations.TryParse(text, out var duration))
            {
                return duration;
            }

            Problems.Add($"{name}: '{text}' is not a duration such as 250ms, 10s, 5m, 24h");
            return null;
        }

        public string? Start(string name)
        {
            var text = Text(name);
            if (text is not null && !StartTime.TryParse(text, out _))
            {
                Problems.Add($"{name}: '{text}' is neither now nor an instant such as 2026-01-01T00:00:00Z");
            }

            return text;
        }

        public T Choice<T>(string name) where T : struct, Enum
        {
            var text = Text(name);
            if (text is null)
            {
                return default;
            }

            if (Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice))
            {
                return choice;
            }

            Problems.Add($"{name}: '{text}' is not among {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
            return default;
        }
    }
}
