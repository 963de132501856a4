using System.Collections.Immutable;
using System.Text;

namespace ActorDataGen.Agent.Engines.Simulated;

/// <summary>A container that is only thought of. All members are called under the host's lock, but for the tasks it hands out.</summary>
internal sealed class SimulatedContainer(SimulatedHost host, LaunchRequest request, SimulatedProgram program)
{
    private readonly List<(long Position, DateTimeOffset At, byte[] Line)> _lines = [];
    private readonly StringBuilder _partial = new();
    private readonly TaskCompletionSource<ContainerExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wrote = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<SimulatedStep> _steps = program.Steps;
    private int _next;
    private int _generation;

    public EngineContainer View { get; private set; } = new(request.Identity.ContainerName, request.Identity, ContainerState.Created);

    public Task<ContainerExit> Ended => _ended.Task;

    public Task Wrote => _wrote.Task;

    public void Start()
    {
        View = View with { State = ContainerState.Running, StartedAt = host.Time.GetUtcNow() };
        host.Publish(new ContainerStarted(View.Id, View.Identity, View.StartedAt.Value));
        Advance();
    }

    public void Terminate()
    {
        if (View.State == ContainerState.Running && program.OnTerm is { } steps)
        {
            (_steps, _next) = (steps, 0);
            _generation++;
            Advance();
        }
    }

    public void End(int code, bool outOfMemory = false)
    {
        if (View.State != ContainerState.Running)
            return;
        _generation++;
        var exit = new ContainerExit(code, host.Time.GetUtcNow(), outOfMemory);
        View = View with { State = ContainerState.Exited, Exit = exit };
        if (_partial.Length > 0)
            EndLine();
        host.Publish(new ContainerExited(View.Id, View.Identity, exit));
        _ended.TrySetResult(exit);
        _wrote.TrySetResult();
    }

    public void Vanish()
    {
        End(137);
        _ended.TrySetException(new ContainerNotFoundException($"there is no container '{View.Id}'"));
        _ = _ended.Task.Exception;
        _wrote.TrySetResult();
    }

    public ImmutableArray<LogLine> LinesAfter(long? position) =>
        [.. _lines.Where(line => position is null || line.Position > position).Select(line => new LogLine(LogStream.Output, line.Position, line.Line, line.At))];

    private void Advance()
    {
        while (View.State == ContainerState.Running)
        {
            if (_next >= _steps.Length)
            {
                End(0);
                return;
            }

            switch (_steps[_next++])
            {
                case WriteText write:
                    Write(write.Text);
                    break;
                case PassTime pass:
                    _ = GoOnAfterAsync(pass.Time, _generation);
                    return;
                case EndWith end:
                    End(end.Code, end.OutOfMemory);
                    return;
                default:
                    return;
            }
        }
    }

    private async Task GoOnAfterAsync(TimeSpan time, int generation)
    {
        await Task.Delay(time, host.Time).ConfigureAwait(false);
        host.Run(() =>
        {
            // A signal came in between: that is what goes on now.
            if (generation == _generation)
                Advance();
            return true;
        });
    }

    private void Write(string text)
    {
        foreach (var c in text)
        {
            if (c == '\n')
                EndLine();
            else
                _partial.Append(c);
        }
    }

    private void EndLine()
    {
        _lines.Add((_lines.Count + 1, host.Time.GetUtcNow(), Encoding.UTF8.GetBytes(_partial.ToString())));
        _partial.Clear();
        var wrote = _wrote;
        _wrote = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        wrote.TrySetResult();
    }
}
