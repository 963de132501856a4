using System.Globalization;
using System.IO.Enumeration;
using System.Net;
using ActorDataGen.Docker;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Images;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Engines.Docker;

/// <content>Launching.</content>
public sealed partial class DockerEngine
{
    /// <summary>Two seconds in all: a busy daemon takes tenths of one to create.</summary>
    private const int SettleTries = 40;

    private static readonly TimeSpan SettleDelay = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task<EngineContainer> LaunchAsync(LaunchRequest request, IProgress<LaunchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var image = Admit(request);
        var name = request.Identity.ContainerName;
        try
        {
            progress?.Report(new LaunchProgress(LaunchPhase.Creating));
            // Creating first is the short way when the image is there, and the daemon itself finds out what was created before.
            var id = await TryCreateAsync(name, request, cancellationToken).ConfigureAwait(false);
            if (id is null)
            {
                await PullAsync(image, progress, cancellationToken).ConfigureAwait(false);
                progress?.Report(new LaunchProgress(LaunchPhase.Creating));
                id = await TryCreateAsync(name, request, cancellationToken).ConfigureAwait(false)
                    ?? throw new ImagePullException($"image '{request.Image}' was pulled and is not there: is the host's disk being cleaned?", isTransient: true);
            }

            var container = await SettleAsync(id, cancellationToken).ConfigureAwait(false);
            if (container.State != ContainerState.Created)
                return container;
            await StartAsync(container.Id, cancellationToken).ConfigureAwait(false);
            return await FindAsync(container.Id, cancellationToken).ConfigureAwait(false)
                ?? throw new LaunchFailedException($"container '{name}' was removed while it started", isTransient: true);
        }
        catch (DockerPullException e)
        {
            throw new ImagePullException(e.Message, e.IsTransient, e);
        }
        catch (DockerApiException e)
        {
            throw e.IsUnreachable
                ? new EngineUnavailableException(e.Message, e)
                : new LaunchFailedException(e.Message, e.IsTransient, e);
        }
    }

    /// <summary>Decides whether this host runs such a container at all.</summary>
    private ImageReference Admit(LaunchRequest request)
    {
        ImageReference image;
        try
        {
            image = ImageReference.Parse(request.Image);
        }
        catch (DockerApiException e)
        {
            throw new LaunchFailedException("image: " + e.Message, inner: e);
        }

        var spellings = new List<string> { image.FullName };
        if (image.Registry == ImageReference.HubRegistry)
            spellings.Add(image.Repository);
        if (image.FullName.StartsWith("docker.io/library/", StringComparison.Ordinal))
            spellings.Add(image.Repository["library/".Length..]);
        if (!_options.AllowedImages.Any(pattern => spellings.Any(spelling => FileSystemName.MatchesSimpleExpression(pattern, spelling, ignoreCase: false))))
            throw new ImageRefusedException($"image '{request.Image}' is not among those allowed on this host ({string.Join(", ", _options.AllowedImages)})");

        var network = request.Network ?? _options.Network;
        if (!_options.Profile.AllowHostNetwork && network is not null && (network == "host" || network.StartsWith("container:", StringComparison.Ordinal)))
            throw new LaunchFailedException($"network '{network}': this host does not share its own or another container's network; name another");
        return image;
    }

    /// <summary>Creates the container, or finds the one of that name; null when the image is missing.</summary>
    private async Task<string?> TryCreateAsync(string name, LaunchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var created = await _client.CreateContainerAsync(name, Describe(request), cancellationToken).ConfigureAwait(false);
            foreach (var warning in created.Warnings ?? [])
                LogWarning(_logger, name, warning);
            return created.Id;
        }
        catch (DockerApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            return name;
        }
        // A network that is missing is told at the start, not here.
        catch (DockerApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>A name is taken a moment before its container can be seen, and a moment longer than it can: both pass.</summary>
    private async Task<EngineContainer> SettleAsync(string id, CancellationToken cancellationToken)
    {
        for (var left = SettleTries; ; left--)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } container)
                return container;
            if (left == 0)
                throw new LaunchFailedException($"the name '{id}' is taken by a container that is not ours, or can't be removed: remove it", isTransient: true);
            await Task.Delay(SettleDelay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PullAsync(ImageReference image, IProgress<LaunchProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new LaunchProgress(LaunchPhase.Pulling));
        var credentials = _options.Credentials.GetValueOrDefault(image.Registry)
            ?? await _store.FindAsync(image.Registry, cancellationToken).ConfigureAwait(false);
        await _client.PullImageAsync(image, credentials, progress is null ? null : new Forward(progress), cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await _client.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (!e.IsUnreachable)
        {
            // It never ran: what is left of it would only be in the way of the next attempt's diagnosis.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), _time);
            await RemoveAsync(id, limit.Token).ConfigureAwait(false);
            throw;
        }
    }

    private CreateContainer Describe(LaunchRequest request)
    {
        var profile = _options.Profile;
        return new CreateContainer
        {
            Image = request.Image,
            Entrypoint = request.Command.IsEmpty ? null : request.Command,
            Cmd = request.Arguments.IsEmpty ? null : request.Arguments,
            Env = [.. request.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            Labels = request.Identity.ToLabels(),
            StopTimeout = (int)Math.Ceiling(request.StopGrace.TotalSeconds),
            HostConfig = new ContainerHost
            {
                Memory = request.MemoryBytes > 0 ? request.MemoryBytes : null,
                // The same as memory: no swap, which would turn a limit into a slow host.
                MemorySwap = request.MemoryBytes > 0 ? request.MemoryBytes : null,
                NanoCpus = request.Cpu > 0 ? (long)(request.Cpu * 1e9) : null,
                PidsLimit = profile.ProcessLimit,
                NetworkMode = request.Network ?? _options.Network,
                Privileged = false,
                ReadonlyRootfs = profile.ReadOnlyRoot ? true : null,
                CapDrop = ["ALL"],
                CapAdd = profile.Capabilities.IsEmpty ? null : profile.Capabilities,
                SecurityOpt = profile.AllowNewPrivileges ? null : ["no-new-privileges"],
                IpcMode = "private",
                LogConfig = new ContainerLogging("json-file", new Dictionary<string, string>
                {
                    ["max-size"] = Math.Max(1, _options.MaxLogBytes / 2).ToString(CultureInfo.InvariantCulture),
                    ["max-file"] = "2",
                }),
            },
        };
    }

    private sealed class Forward(IProgress<LaunchProgress> progress) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => progress.Report(new LaunchProgress(LaunchPhase.Pulling, value.BytesDone, value.BytesTotal));
    }

    [LoggerMessage(4110, LogLevel.Information, "Container {Container}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string container, string warning);
}
