using System.Globalization;
using System.Text.Json;
using ActorDataGen.Client;
using Spectre.Console;

namespace ActorDataGen.Cli.Output;

/// <summary>Tables for people, JSON for programs.</summary>
internal static class Printer
{
    public static void Json<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, AdgClient.Json));

    public static void Table(IEnumerable<string> columns, IEnumerable<string?[]> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.ToUpperInvariant(), new Style(Color.Grey))).NoWrap().PadLeft(0).PadRight(2));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell ?? "")));
        }

        Wide(table);
    }

    public static void Fields(IEnumerable<(string Name, string? Value)> fields)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn());
        foreach (var (name, value) in fields.Where(f => f.Value is { Length: > 0 }))
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value!));
        }

        Wide(grid);
    }

    public static string Age(DateTimeOffset at, TimeProvider time)
    {
        var age = time.GetUtcNow() - at;
        return age switch
        {
            { TotalSeconds: < 60 } => $"{Math.Max(0, (int)age.TotalSeconds)}s",
            { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            _ => $"{(int)age.TotalDays}d",
        };
    }

    public static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static void Wide(Spectre.Console.Rendering.IRenderable what)
    {
        // Into a pipe nothing may be cut or wrapped: programs such as grep read lines.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 10_000;
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        AnsiConsole.Write(what);
    }
}
