using System.Globalization;
using ActorDataGen.EmbeddedBroker.Apis;
using ActorDataGen.EmbeddedBroker.Faults;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.EmbeddedBroker;

/// <summary>A Kafka-compatible broker in this process. Disposing of it stops it cleanly.</summary>
public sealed partial class EmbeddedBroker : IAsyncDisposable
{
    private readonly LogDirectory _directory;
    private readonly IReadOnlyList<IBrokerModule> _modules;
    private readonly Upkeep _upkeep;
    private readonly List<SocketListener> _listeners = [];
    private readonly ILogger _logger;
    private int _isDisposed;

    private EmbeddedBroker(
        EmbeddedBrokerOptions options, LogDirectory directory, TopicCatalog topics, FaultInjector faults, Upkeep upkeep,
        IReadOnlyList<IBrokerModule> modules, ILogger logger)
    {
        (Options, _directory, Topics, Faults, _upkeep, _modules, _logger) = (options, directory, topics, faults, upkeep, modules, logger);
    }

    /// <summary>The settings it was started with.</summary>
    public EmbeddedBrokerOptions Options { get; }

    /// <summary>What clients of the first listener connect to: <c>host:port</c>.</summary>
    public string BootstrapServers => Addresses[0];

    /// <summary>What clients connect to, as <c>host:port</c>, a listener each.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. _listeners.Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.Advertised.Host}:{l.Advertised.Port}"))];

    /// <summary>Faults for tests.</summary>
    public FaultInjector Faults { get; }

    /// <summary>The cluster id that clients see.</summary>
    public string ClusterId => _directory.ClusterId;

    internal TopicCatalog Topics { get; }

    internal IReadOnlyList<IBrokerModule> Modules => _modules;

    internal Upkeep Upkeep => _upkeep;

    /// <summary>Starts a broker; when this returns, clients can connect.</summary>
    /// <param name="options">Settings; by default in memory on a free loopback port.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <param name="time">Its clock; the system's by default.</param>
    /// <param name="cancellationToken">Gives starting up.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it and the remedy.</exception>
    /// <exception cref="IOException">The data folder is in use or damaged, or an address cannot be bound.</exception>
    public static async Task<EmbeddedBroker> StartAsync(
        EmbeddedBrokerOptions? options = null, ILoggerFactory? loggers = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        loggers ??= NullLoggerFactory.Instance;
        time ??= TimeProvider.System;
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        }

        var logger = loggers.CreateLogger<EmbeddedBroker>();
        var directory = new LogDirectory(options, time, logger);
        var topics = new TopicCatalog(directory, options);
        var gate = new TransactionGate();
        var services = new BrokerServices(options, directory.ClusterId, topics, gate, time, loggers);
        var faults = new FaultInjector(time);
        var broker = new EmbeddedBroker(
            options, directory, topics, faults, new Upkeep(directory, topics, options, time, logger), BrokerModules.Create(services), logger);
        try
        {
            await broker.StartAsync(gate, time, loggers, cancellationToken);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops: no more clients, then the coordinators, then everything to the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        foreach (var module in _modules)
        {
            await module.StopAsync();
        }

        await _upkeep.DisposeAsync();
        _directory.CloseAll([.. Topics.Logs]);
        _directory.Dispose();
        LogStopped(BootstrapServersOrNone);
    }

    private string BootstrapServersOrNone => string.Join(',', Addresses);

    private async Task StartAsync(TransactionGate gate, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        Topics.Load();
        foreach (var module in _modules)
        {
            await module.StartAsync(cancellationToken);
        }

        ApiTable? table = null;
        table = new ApiTable([
            new ApiVersionsApi(() => table!),
            new MetadataApi(Topics, Options, ClusterId),
            new ProduceApi(Topics, gate),
            new FetchApi(Topics, Options, time),
            new ListOffsetsApi(Topics),
            new CreateTopicsApi(Topics, Options),
            new DeleteTopicsApi(Topics),
            new CreatePartitionsApi(Topics),
            new DeleteRecordsApi(Topics),
            new DescribeConfigsApi(Topics, Options),
            new AlterConfigsApi(Topics),
            new IncrementalAlterConfigsApi(Topics),
            new DescribeClusterApi(Options, ClusterId),
            new OffsetForLeaderEpochApi(Topics),
            new DescribeProducersApi(Topics),
            new DescribeTopicPartitionsApi(Topics, Options),
            new DescribeLogDirsApi(Topics, Options),
            .. _modules.SelectMany(static m => m.Handlers),
        ]);
        var logger = loggers.CreateLogger<BrokerConnectionHandler>();
        var budget = new ByteBudget(Options.MaxRequestBytesInFlight);
        var slots = new ConnectionSlots(Options.MaxConnections);
        foreach (var listener in Options.Listeners)
        {
            _listeners.Add(SocketListener.Start(
                listener, slots, advertised => new BrokerConnectionHandler(table, Faults, Options, advertised, budget, time, logger), logger));
        }

        _upkeep.Start();
        LogStarted(BootstrapServersOrNone, Options.DataDirectory ?? "memory");
    }

    [LoggerMessage(6030, LogLevel.Information, "Broker on {Addresses}, data in {Data}")]
    private partial void LogStarted(string addresses, string data);

    [LoggerMessage(6031, LogLevel.Information, "Broker on {Addresses} stopped")]
    private partial void LogStopped(string addresses);
}
