using System.Text.Json.Serialization;

namespace ActorDataGen.Docker.Containers;

/// <summary>All about a container, as far as it is used here.</summary>
public sealed record ContainerDetails
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name, with a slash before it.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is doing.</summary>
    public ContainerCondition State { get; init; } = new();

    /// <summary>What it was made of.</summary>
    public ContainerMakeup Config { get; init; } = new();

    /// <summary>What it got of its host.</summary>
    public ContainerHost? HostConfig { get; init; }
}

/// <summary>What a container is doing.</summary>
public sealed record ContainerCondition
{
    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>It runs, or is paused.</summary>
    public bool Running { get; init; }

    /// <summary>The kernel killed something in it for its memory limit.</summary>
    [JsonPropertyName("OOMKilled")]
    public bool OutOfMemory { get; init; }

    /// <summary>Exit code of its last end.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why it could not start, in the daemon's words.</summary>
    public string Error { get; init; } = "";

    /// <summary>When it last started; year 1 when never.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last ended; year 1 when never.</summary>
    public DateTimeOffset FinishedAt { get; init; }
}

/// <summary>What a container was made of.</summary>
public sealed record ContainerMakeup
{
    /// <summary>The image as it was named.</summary>
    public string Image { get; init; } = "";

    /// <summary>Its labels.</summary>
    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>It has a terminal: its log is one raw stream.</summary>
    public bool Tty { get; init; }

    /// <summary>Its environment.</summary>
    public string[]? Env { get; init; }
}

/// <summary>A container in a list.</summary>
public sealed record ContainerSummary
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its names, with a slash before each.</summary>
    public string[]? Names { get; init; }

    /// <summary>As <see cref="ContainerCondition.Status"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>Its labels.</summary>
    public Dictionary<string, string>? Labels { get; init; }
}

/// <summary>What a container uses.</summary>
public sealed record ContainerStatistics
{
    /// <summary>When it was measured.</summary>
    [JsonPropertyName("read")]
    public DateTimeOffset Read { get; init; }

    /// <summary>Processor time.</summary>
    [JsonPropertyName("cpu_stats")]
    public ProcessorStatistics? Processor { get; init; }

    /// <summary>Memory.</summary>
    [JsonPropertyName("memory_stats")]
    public MemoryStatistics? Memory { get; init; }

    /// <summary>Processes.</summary>
    [JsonPropertyName("pids_stats")]
    public ProcessStatistics? Processes { get; init; }

    /// <summary>Networks by interface.</summary>
    [JsonPropertyName("networks")]
    public Dictionary<string, NetworkStatistics>? Networks { get; init; }
}

/// <summary>Processor time.</summary>
public sealed record ProcessorStatistics
{
    /// <summary>Totals.</summary>
    [JsonPropertyName("cpu_usage")]
    public ProcessorUsage? Usage { get; init; }
}

/// <summary>Totals of processor time.</summary>
public sealed record ProcessorUsage
{
    /// <summary>Nanoseconds.</summary>
    [JsonPropertyName("total_usage")]
    public ulong Total { get; init; }
}

/// <summary>Memory.</summary>
public sealed record MemoryStatistics
{
    /// <summary>Bytes, page cache included.</summary>
    [JsonPropertyName("usage")]
    public long Usage { get; init; }

    /// <summary>The kernel's own numbers; they differ between control groups 1 and 2.</summary>
    [JsonPropertyName("stats")]
    public Dictionary<string, long>? Details { get; init; }

    /// <summary>Bytes in use without the page cache that could be given back, as <c>docker stats</c> shows it.</summary>
    [JsonIgnore]
    public long WithoutCache => Math.Max(0, Usage - (Details?.GetValueOrDefault("inactive_file") is > 0 and var two ? two
        : Details?.GetValueOrDefault("total_inactive_file") ?? 0));
}

/// <summary>Processes.</summary>
public sealed record ProcessStatistics
{
    /// <summary>How many there are.</summary>
    [JsonPropertyName("current")]
    public int Current { get; init; }
}

/// <summary>A network interface.</summary>
public sealed record NetworkStatistics
{
    /// <summary>Bytes received.</summary>
    [JsonPropertyName("rx_bytes")]
    public long Received { get; init; }

    /// <summary>Bytes sent.</summary>
    [JsonPropertyName("tx_bytes")]
    public long Sent { get; init; }
}
