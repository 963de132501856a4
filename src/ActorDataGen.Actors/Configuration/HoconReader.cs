using System.Text;

namespace ActorDataGen.Actors;

/// <summary>Reads the part of HOCON that both this runtime and Akka.NET understand the same way.</summary>
internal sealed class HoconReader
{
    private readonly string _text;
    private int _at;

    private HoconReader(string text) => _text = text;

    public static Dictionary<string, object> Read(string text)
    {
        var reader = new HoconReader(text ?? "");
        reader.SkipBlank();
        var braced = reader.Take('{');
        var root = reader.Object(braced);
        reader.SkipBlank();
        return reader._at == reader._text.Length ? root : throw reader.Wrong("nothing more");
    }

    public static IEnumerable<string> SplitPath(string path)
    {
        if (!path.Contains('"'))
            return path.Split('.');
        var parts = new List<string>();
        var part = new StringBuilder();
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    public static string Write(object value) =>
        value switch
        {
            Dictionary<string, object> map => "{" + string.Join(", ", map.Select(p => $"\"{p.Key}\" : {Write(p.Value)}")) + "}",
            List<object> list => "[" + string.Join(", ", list.Select(Write)) + "]",
            _ => $"\"{value}\"",
        };

    private Dictionary<string, object> Object(bool braced)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        while (true)
        {
            SkipBlank();
            while (Take(','))
                SkipBlank();
            if (braced && Take('}'))
                return map;
            if (_at == _text.Length)
                return braced ? throw Wrong("a closing brace") : map;
            var path = SplitPath(Key()).ToList();
            SkipBlank();
            if (!Take('=') && !Take(':') && Peek != '{')
                throw Wrong("= or : or {");
            SkipBlank();
            Put(map, path, Value());
        }
    }

    private static void Put(Dictionary<string, object> map, List<string> path, object value)
    {
        foreach (var key in path[..^1])
        {
            if (!map.TryGetValue(key, out var below) || below is not Dictionary<string, object>)
                map[key] = below = new Dictionary<string, object>(StringComparer.Ordinal);
            map = (Dictionary<string, object>)below;
        }

        if (value is Dictionary<string, object> added && map.TryGetValue(path[^1], out var there) && there is Dictionary<string, object> existing)
        {
            foreach (var (key, inner) in added)
                Put(existing, [key], inner);
        }
        else
        {
            map[path[^1]] = value;
        }
    }

    private string Key()
    {
        var key = new StringBuilder();
        while (_at < _text.Length && Peek is not ('=' or ':' or '{' or '\n' or '#' or '}'))
        {
            if (Peek == '"')
                key.Append('"').Append(Quoted()).Append('"');
            else
                key.Append(_text[_at++]);
        }

        var found = key.ToString().Trim();
        return found.Length > 0 ? found : throw Wrong("a key");
    }

    private object Value()
    {
        switch (Peek)
        {
            case '{':
                _at++;
                return Object(braced: true);
            case '[':
                _at++;
                return List();
            case '"':
                return Quoted();
            default:
                return Plain();
        }
    }

    private List<object> List()
    {
        var list = new List<object>();
        while (true)
        {
            SkipBlank();
            while (Take(','))
                SkipBlank();
            if (Take(']'))
                return list;
            if (_at == _text.Length)
                throw Wrong("a closing bracket");
            list.Add(Value());
        }
    }

    private string Quoted()
    {
        if (_text.AsSpan(_at).StartsWith("\"\"\""))
        {
            var end = _text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            if (end < 0)
                throw Wrong("closing quotes");
            var raw = _text[(_at + 3)..end];
            _at = end + 3;
            return raw;
        }

        _at++;
        var value = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length || Peek == '\n')
                throw Wrong("a closing quote");
            var c = _text[_at++];
            if (c == '"')
                return value.ToString();
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            var escaped = _at < _text.Length ? _text[_at++] : throw Wrong("an escaped character");
            value.Append(escaped switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                _ => escaped,
            });
        }
    }

    private string Plain()
    {
        var start = _at;
        while (_at < _text.Length && Peek is not ('\n' or ',' or '}' or ']' or '#') && !_text.AsSpan(_at).StartsWith("//"))
            _at++;
        var value = _text[start.._at].Trim();
        return value.Length > 0 ? value : throw Wrong("a value");
    }

    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(char c)
    {
        if (Peek != c || _at >= _text.Length)
            return false;
        _at++;
        return true;
    }

    private void SkipBlank()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(Peek))
            {
                _at++;
            }
            else if (Peek == '#' || _text.AsSpan(_at).StartsWith("//"))
            {
                while (_at < _text.Length && Peek != '\n')
                    _at++;
            }
            else
            {
                return;
            }
        }
    }

    private ConfigurationException Wrong(string expected)
    {
        var line = _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1;
        return new ConfigurationException($"The configuration is not understood at line {line}: expected {expected}.");
    }
}
