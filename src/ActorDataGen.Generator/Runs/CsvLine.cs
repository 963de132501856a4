using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorDataGen.Generator.Runs;

/// <summary>Lines of CSV (RFC 4180) without line ends within quotes.</summary>
internal static class CsvLine
{
    public static IReadOnlyList<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (isQuoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    /// <summary>A JSON object by the column names; what looks like a number, true, false or nothing is that.</summary>
    public static string ToJson(IReadOnlyList<string> columns, IReadOnlyList<string> cells)
    {
        var json = new StringBuilder("{");
        for (int i = 0; i < columns.Count; i++)
        {
            var cell = i < cells.Count ? cells[i] : "";
            json.Append(i == 0 ? "" : ",").Append(JsonSerializer.Serialize(columns[i])).Append(':').Append(cell switch
            {
                "" => "null",
                "true" or "false" => cell,
                _ when IsJsonNumber(cell) => cell,
                _ => JsonSerializer.Serialize(cell),
            });
        }

        return json.Append('}').ToString();
    }

    /// <summary>Numbers with leading zeros are ids, and stay text, as JSON would not have them otherwise.</summary>
    private static bool IsJsonNumber(string cell)
    {
        var digits = cell.AsSpan().TrimStart('-');
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && (digits.Length == 1 || digits[0] != '0' || digits[1] is '.' or 'e' or 'E') && cell.Length - digits.Length <= 1
            && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
    }
}
