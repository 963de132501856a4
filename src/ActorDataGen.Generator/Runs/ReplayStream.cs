using System.Globalization;
using System.Text.Json;
using ActorDataGen.Generator.DataSets;

namespace ActorDataGen.Generator.Runs;

/// <summary>
/// Plays recorded lines: JSON lines as they are, or CSV lines as they are or as JSON by the names in its first line. The position is
/// a line's number, so a resumed attempt reads its way there again.
/// </summary>
internal sealed class ReplayStream : IRecordStream, IDisposable
{
    private readonly ReplayDescription _replay;
    private readonly Share _share;
    private readonly RecordFormat _format;
    private readonly double _rate;
    private readonly Func<StreamReader> _open;
    private readonly string[] _columns = [];
    private readonly int _keyColumn = -1;
    private readonly int _timeColumn = -1;
    private StreamReader _reader;
    private string? _line;
    private long _lineNumber;
    private long _passMicros;
    private long? _firstTime;
    private long _due;
    private long _lastTime;

    /// <param name="replay">What to play.</param>
    /// <param name="share">This replica's part of the lines.</param>
    /// <param name="format">JSON, or CSV for lines of CSV as they are.</param>
    /// <param name="rate">Records a second, or 0 for the recorded pace.</param>
    /// <param name="open">Opens the recording at its beginning.</param>
    public ReplayStream(ReplayDescription replay, Share share, RecordFormat format, double rate, Func<StreamReader> open)
    {
        (_replay, _share, _format, _rate, _open) = (replay, share, format, rate, open);
        _reader = open();
        if (replay.IsCsv)
        {
            _columns = [.. CsvLine.Split(_reader.ReadLine() ?? "")];
            _keyColumn = ColumnOf(replay.Key, "replay.key");
            _timeColumn = ColumnOf(replay.Time, "replay.time");
        }

        ReadLine();
        SkipTo(share.Ordinal);
    }

    public long Position { get; private set; }

    public long NextDueMicros => _line is null || Position >= _share.Count ? long.MaxValue : _due;

    public void Dispose() => _reader.Dispose();

    public void MoveTo(long position) =>
        SkipTo(_share.Ordinal + Math.Max(0, (position - _share.Ordinal + _share.Replicas - 1) / _share.Replicas) * _share.Replicas);

    public void Step(IRecordReceiver receiver)
    {
        var line = _line ?? throw new InvalidOperationException("The recording is at its end.");
        var (key, value) = _replay.IsCsv ? FromCsv(line) : (JsonText(line, _replay.Key), line);
        receiver.Receive(new GeneratedRecord
        {
            Stream = 0,
            HasKey = key is not null,
            Key = System.Text.Encoding.UTF8.GetBytes(key ?? ""),
            Value = System.Text.Encoding.UTF8.GetBytes(value),
            HeaderValues = [],
            HeaderEnds = [],
            Time = _lastTime,
        });
        SkipTo(Position + _share.Replicas);
    }

    public void Finish(IRecordReceiver receiver)
    {
        // Nothing is ever held back.
    }

    private void SkipTo(long position)
    {
        while (_line is not null && _lineNumber < position)
        {
            _lineNumber++;
            ReadLine();
        }

        Position = position;
    }

    private void ReadLine()
    {
        _line = NextLine();
        if (_line is null && _replay.Repeat && _lineNumber > 0)
        {
            // The next pass begins where the last one ended, a gap as between two records later.
            _passMicros = _due + (_lineNumber > 1 ? _due / (_lineNumber - 1) : 0);
            _firstTime = null;
            _reader.Dispose();
            _reader = _open();
            _ = _replay.IsCsv ? _reader.ReadLine() : null;
            _line = NextLine();
        }

        if (_line is not null)
        {
            _due = Due(_line);
        }
    }

    private string? NextLine()
    {
        string? line;
        do
        {
            line = _reader.ReadLine();
        }
        while (line is not null && string.IsNullOrWhiteSpace(line));
        return line;
    }

    private long Due(string line)
    {
        if (_rate > 0)
        {
            return (long)Math.Round(_lineNumber * 1e6 / _rate);
        }

        if (_replay.Time is null)
        {
            return 0;
        }

        var text = _replay.IsCsv ? CsvLine.Split(line).ElementAtOrDefault(_timeColumn) : JsonText(line, _replay.Time);
        if (!TryReadTime(text, out var time))
        {
            throw new GeneratorException(ExitCode.WrongSettings,
                $"{_replay.Source}, record {_lineNumber + 1}: '{text}' in {_replay.Time} is no time; set ADG_RATE to go without");
        }

        _lastTime = time;
        _firstTime ??= time;
        // A recording may be out of order; what is earlier than its predecessor is due at once.
        return Math.Max(_due, _passMicros + time - _firstTime.Value);
    }

    /// <summary>ISO 8601, or a number since 1970 whose size tells its unit: seconds, milliseconds or microseconds.</summary>
    private static bool TryReadTime(string? text, out long micros)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            micros = (long)(number * (Math.Abs(number) < 1e11 ? 1e6 : Math.Abs(number) < 1e14 ? 1e3 : 1));
            return true;
        }

        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        micros = (time - DateTimeOffset.UnixEpoch).Ticks / 10;
        return isTime;
    }

    private string? JsonText(string line, string? member)
    {
        if (member is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var value)
                ? value.ToString() : null;
        }
        catch (JsonException e)
        {
            throw new GeneratorException(ExitCode.WrongSettings, $"{_replay.Source}, record {_lineNumber + 1}: not JSON: {e.Message}", e);
        }
    }

    private (string? Key, string Value) FromCsv(string line)
    {
        var cells = CsvLine.Split(line);
        var key = _keyColumn >= 0 ? cells.ElementAtOrDefault(_keyColumn) : null;
        return (key, _format == RecordFormat.Csv ? line : CsvLine.ToJson(_columns, cells));
    }

    private int ColumnOf(string? name, string setting) => name is null ? -1
        : Array.IndexOf(_columns, name) is >= 0 and var column ? column
        : throw new DataSetException($"{setting}: {_replay.Source} has no column '{name}', but {string.Join(", ", _columns)}");
}
