using System.CommandLine;
using System.Globalization;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Cli.Jobs;

/// <summary>The flags of <c>adg submit</c>: everything a job can say. A flag wins over the job file.</summary>
internal sealed class SubmitOptions
{
    private readonly Option<string?> _id = new("--id") { Description = "The job's id [made from the image]" };
    private readonly Option<string?> _name = new("--name") { Description = "A name for people [the id]" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is for" };
    private readonly Option<string?> _user = new("--user") { Description = "Who submits it [the login name]" };
    private readonly Option<string[]> _labels = new("--label", "-l") { Description = "A label as KEY=VALUE, as often as needed" };
    private readonly Option<string?> _image = new("--image", "-i") { Description = "The container image" };
    private readonly Option<string[]> _command = new("--command") { Description = "Replaces the image's entry point, a word each" };
    private readonly Option<string[]> _args = new("--arg", "-a") { Description = "Replaces the image's arguments, a word each" };
    private readonly Option<string[]> _env = new("--env", "-e") { Description = "An environment variable as KEY=VALUE, as often as needed" };
    private readonly Option<string[]> _secrets = new("--secret") { Description = "VARIABLE=NAME: the agent fills the variable with the secret of that name" };
    private readonly Option<string?> _topic = new("--topic", "-t") { Description = "The Kafka topic the containers write to" };
    private readonly Option<string?> _target = new("--target") { Description = "Name of a Kafka cluster in the agents' configuration" };
    private readonly Option<int?> _replicas = new("--replicas", "-r") { Description = "Number of containers [1]" };
    private readonly Option<string?> _cpu = new("--cpu") { Description = "CPU limit of each container in cores, 0 = unlimited [0]" };
    private readonly Option<string?> _memory = new("--memory", "-m") { Description = "Memory limit of each container: 512m, 1g, bytes [unlimited]" };
    private readonly Option<string?> _network = new("--network") { Description = "Network to attach to [the agent's]" };
    private readonly Option<string?> _duration = new("--duration", "-d") { Description = "How long a run may take: 90s, 15m, 2h; ending by it is success [no limit]" };
    private readonly Option<string?> _startAt = new("--start-at") { Description = "When to start, such as 2030-01-31T08:00:00Z [at once]" };
    private readonly Option<string?> _cron = new("--cron") { Description = "When to start again and again, as five cron fields" };
    private readonly Option<string?> _timeZone = new("--time-zone") { Description = "Time zone of --cron, such as Europe/Berlin [UTC]" };
    private readonly Option<string?> _overlap = new("--overlap") { Description = "When the former run still runs: allow, forbid, replace [forbid]" };
    private readonly Option<bool> _held = new("--held") { Description = "Create without starting" };
    private readonly Option<int?> _restarts = new("--restarts") { Description = "Restarts on the same host before it moves" };
    private readonly Option<int?> _moves = new("--moves") { Description = "Moves to another host before the run fails" };
    private readonly Option<string[]> _constraints = new("--constraint") { Description = "A condition on agent labels: NAME=VALUE or NAME!=VALUE" };
    private readonly Option<string?> _placement = new("--placement") { Description = "spread or binpack [spread]" };
    private readonly Option<string?> _stopGrace = new("--stop-grace") { Description = "How long it may take to stop before it is killed [10s]" };
    private readonly Option<string?> _ttl = new("--ttl") { Description = "How long the ended job is kept [for ever]" };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _image, _topic, _id, _name, _description, _user, _labels, _command, _args, _env, _secrets, _target, _replicas, _cpu, _memory, _network,
            _duration, _startAt, _cron, _timeZone, _overlap, _held, _restarts, _moves, _constraints, _placement, _stopGrace, _ttl,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    public JobDocument Apply(JobDocument file, ParseResult result)
    {
        string? Text(Option<string?> option) => result.GetValue(option);
        IReadOnlyList<string>? Words(Option<string[]> option) => result.GetValue(option) is { Length: > 0 } words ? words : null;
        IReadOnlyDictionary<string, string>? Merged(Option<string[]> option, IReadOnlyDictionary<string, string>? under) =>
            Pairs.Parse(option.Name, result.GetValue(option) ?? []) is not { } flags ? under
            : under is null ? flags
            : under.Where(p => !flags.ContainsKey(p.Key)).Concat(flags).ToDictionary(StringComparer.Ordinal);

        return file with
        {
            Id = Text(_id) ?? file.Id,
            Name = Text(_name) ?? file.Name,
            Description = Text(_description) ?? file.Description,
            User = Text(_user) ?? file.User ?? Environment.UserName,
            Labels = Merged(_labels, file.Labels),
            Image = Text(_image) ?? file.Image,
            Command = Words(_command) ?? file.Command,
            Args = Words(_args) ?? file.Args,
            Env = Merged(_env, file.Env),
            Secrets = Merged(_secrets, file.Secrets),
            Topic = Text(_topic) ?? file.Topic,
            Target = Text(_target) ?? file.Target,
            Replicas = result.GetValue(_replicas) ?? file.Replicas,
            Cpu = Number(_cpu, result) ?? file.Cpu,
            Memory = Text(_memory) ?? file.Memory,
            Network = Text(_network) ?? file.Network,
            Duration = Text(_duration) ?? file.Duration,
            StartAt = Instant(_startAt, result) ?? file.StartAt,
            Cron = Cron(file.Cron, result),
            Held = result.GetValue(_held) ? true : file.Held,
            Restart = result.GetValue(_restarts) is { } restarts ? (file.Restart ?? new()) with { Attempts = restarts } : file.Restart,
            Reschedule = result.GetValue(_moves) is { } moves ? (file.Reschedule ?? new()) with { Attempts = moves } : file.Reschedule,
            Constraints = Constraints(result) ?? file.Constraints,
            Placement = Text(_placement) ?? file.Placement,
            StopGrace = Text(_stopGrace) ?? file.StopGrace,
            Ttl = Text(_ttl) ?? file.Ttl,
        };
    }

    private CronDocument? Cron(CronDocument? file, ParseResult result)
    {
        var (expression, zone, overlap) = (result.GetValue(_cron), result.GetValue(_timeZone), result.GetValue(_overlap));
        return expression is null && zone is null && overlap is null
            ? file
            : new CronDocument { Expression = expression ?? file?.Expression, TimeZone = zone ?? file?.TimeZone, Overlap = overlap ?? file?.Overlap };
    }

    private List<ConstraintDocument>? Constraints(ParseResult result)
    {
        if (result.GetValue(_constraints) is not { Length: > 0 } texts)
        {
            return null;
        }

        return [.. texts.Select(text => text.Split("!=", 2) is [{ Length: > 0 } no, var not]
            ? new ConstraintDocument { Label = no, Operator = "!=", Value = not }
            : text.Split('=', 2) is [{ Length: > 0 } name, var value]
                ? new ConstraintDocument { Label = name, Operator = "=", Value = value }
                : throw new UsageException($"--constraint {text} has no value; write it as NAME=VALUE or NAME!=VALUE"))];
    }

    private static double? Number(Option<string?> option, ParseResult result) => result.GetValue(option) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new UsageException($"{option.Name} {text} is no number; write cores such as 0.5 or 2"),
    };

    private static DateTimeOffset? Instant(Option<string?> option, ParseResult result) => result.GetValue(option) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) => instant,
        var text => throw new UsageException($"{option.Name} {text} is no instant; write it as 2030-01-31T08:00:00Z"),
    };
}
