using System.Globalization;

namespace ActorDataGen.Actors;

/// <summary>A configuration that is wrong.</summary>
public class ConfigurationException : AkkaException
{
    /// <summary>Creates the exception.</summary>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ConfigurationException(string message, Exception? exception)
        : base(message, exception)
    {
    }
}

/// <summary>Reads configurations.</summary>
public class ConfigurationFactory
{
    /// <summary>A configuration that says nothing.</summary>
    public static Config Empty => Config.Empty;

    /// <summary>The configuration of a system that is given none.</summary>
    public static Config Default() => Config.Empty;

    /// <summary>
    /// Reads HOCON as far as this runtime goes: objects, dotted keys, <c>=</c> or <c>:</c>, lists, quoted and plain text, comments.
    /// </summary>
    /// <exception cref="ConfigurationException">The text is anything else; says where.</exception>
    public static Config ParseString(string hocon) => new(HoconReader.Read(hocon), null);
}

/// <summary>Settings by dotted path. Immutable.</summary>
public class Config
{
    /// <summary>A configuration that says nothing.</summary>
    public static readonly Config Empty = new();

    private readonly Dictionary<string, object> _root;

    /// <summary>Creates a configuration that says nothing.</summary>
    public Config()
        : this([], null)
    {
    }

    /// <summary>Creates a configuration that looks into another one for what it lacks.</summary>
    public Config(Config source, Config fallback)
        : this(source._root, Join(source.Fallback, fallback))
    {
    }

    internal Config(Dictionary<string, object> root, Config? fallback)
    {
        _root = root;
        Fallback = fallback!;
    }

    /// <summary>Where it looks for what it lacks; null = nowhere.</summary>
    public Config Fallback { get; }

    /// <summary>Whether it says nothing.</summary>
    public virtual bool IsEmpty => _root.Count == 0 && (Fallback is null || Fallback.IsEmpty);

    /// <summary>Reads a configuration.</summary>
    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>The same with another one for what it lacks.</summary>
    public virtual Config WithFallback(Config fallback) =>
        fallback is null || ReferenceEquals(fallback, this) ? this : new Config(this, fallback);

    /// <summary>Whether a path is set.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>Text at a path, or the default.</summary>
    public virtual string GetString(string path, string? @default = null) => Find(path) as string ?? @default!;

    /// <summary>A number at a path, or the default.</summary>
    public virtual int GetInt(string path, int @default = 0) => (int)GetLong(path, @default);

    /// <summary>A number at a path, or the default.</summary>
    public virtual long GetLong(string path, long @default = 0) =>
        Find(path) is not string text ? @default
        : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(path, text, "a whole number");

    /// <summary>A number at a path, or the default.</summary>
    public virtual double GetDouble(string path, double @default = 0) =>
        Find(path) is not string text ? @default
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(path, text, "a number");

    /// <summary>A truth value (true/false, on/off, yes/no) at a path, or the default.</summary>
    public virtual bool GetBoolean(string path, bool @default = false) =>
        Find(path) switch
        {
            null => @default,
            "true" or "on" or "yes" => true,
            "false" or "off" or "no" => false,
            var other => throw Wrong(path, other.ToString()!, "on or off"),
        };

    /// <summary>A duration such as <c>500ms</c>, <c>3s</c>, <c>1 minute</c> or <c>infinite</c> (−1 ms) at a path, or the default.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true)
    {
        if (Find(path) is not string text)
            return @default ?? TimeSpan.Zero;
        if (allowInfinite && text is "infinite" or "unlimited")
            return Timeout.InfiniteTimeSpan;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c is '.' or '-').Count();
        if (!double.TryParse(text[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw Wrong(path, text, "a duration such as 10s");
        return text[digits..].Trim() switch
        {
            "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.FromMilliseconds(number),
            "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.FromMicroseconds(number),
            "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => TimeSpan.FromMicroseconds(number / 1000),
            "s" or "second" or "seconds" => TimeSpan.FromSeconds(number),
            "m" or "minute" or "minutes" => TimeSpan.FromMinutes(number),
            "h" or "hour" or "hours" => TimeSpan.FromHours(number),
            "d" or "day" or "days" => TimeSpan.FromDays(number),
            _ => throw Wrong(path, text, "a duration such as 10s"),
        };
    }

    /// <summary>A list of texts at a path; empty where there is none.</summary>
    public virtual IList<string> GetStringList(string path) =>
        Find(path) switch
        {
            null => [],
            List<object> list => [.. list.Select(e => e.ToString()!)],
            string text => [text],
            _ => throw Wrong(path, "an object", "a list"),
        };

    /// <summary>The part below a path, or null where there is none.</summary>
    public virtual Config GetConfig(string path)
    {
        var below = Fallback?.GetConfig(path);
        return Own(path) is Dictionary<string, object> found ? new Config(found, below) : below!;
    }

    /// <inheritdoc/>
    public override string ToString() => HoconReader.Write(_root);

    private static Config? Join(Config? first, Config? second) => first is null ? second : second is null ? first : new Config(first, second);

    private static ConfigurationException Wrong(string path, string value, string expected) =>
        new($"{path} = {value} in the configuration is not understood: it must be {expected}.");

    private object? Find(string path) => Own(path) ?? Fallback?.Find(path);

    private object? Own(string path)
    {
        object? at = _root;
        foreach (var key in HoconReader.SplitPath(path))
        {
            if (at is not Dictionary<string, object> map || !map.TryGetValue(key, out at))
                return null;
        }

        return at;
    }
}

/// <summary>Tests of configurations.</summary>
public static class ConfigExtensions
{
    /// <summary>Whether it is null or says nothing.</summary>
    public static bool IsNullOrEmpty(this Config? config) => config is null || config.IsEmpty;
}
