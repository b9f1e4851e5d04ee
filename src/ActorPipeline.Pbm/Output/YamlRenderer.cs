using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>Writes YAML 1.2 with the members of the JSON form. Strings that could be read as anything else are quoted.</summary>
internal static class YamlRenderer
{
    private const int Step = 2;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", ".nan", ".inf",
    };

    public static async Task WriteAsync(TextWriter output, Document document, CancellationToken cancellationToken)
    {
        if (document.Whole is { } whole)
        {
            WriteBlock(output, whole, 0);
            return;
        }

        if (await document.Main.WriteAsync(output, item => WriteItem(output, item, 0), cancellationToken) == 0)
        {
            await output.WriteLineAsync("[]");
        }
    }

    private static void WriteBlock(TextWriter output, JsonElement value, int indent)
    {
        if (OnOneLine(value) is { } text)
        {
            output.WriteLine($"{Spaces(indent)}{text}");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            WriteMembers(output, value, indent, isFirstPlaced: false);
        }
        else
        {
            foreach (var item in value.EnumerateArray())
            {
                WriteItem(output, item, indent);
            }
        }
    }

    private static void WriteItem(TextWriter output, JsonElement item, int indent)
    {
        output.Write($"{Spaces(indent)}-");
        if (item.ValueKind == JsonValueKind.Object && OnOneLine(item) is null)
        {
            output.Write(' ');
            WriteMembers(output, item, indent + Step, isFirstPlaced: true);
        }
        else
        {
            WriteValue(output, item, indent + Step);
        }
    }

    private static void WriteMembers(TextWriter output, JsonElement value, int indent, bool isFirstPlaced)
    {
        foreach (var member in value.EnumerateObject())
        {
            output.Write($"{(isFirstPlaced ? "" : Spaces(indent))}{Text(member.Name)}:");
            isFirstPlaced = false;
            WriteValue(output, member.Value, indent + Step);
        }
    }

    // Behind a name or a dash, or else below it.
    private static void WriteValue(TextWriter output, JsonElement value, int indent)
    {
        if (OnOneLine(value) is { } text)
        {
            output.WriteLine($" {text}");
            return;
        }

        output.WriteLine();
        WriteBlock(output, value, indent);
    }

    // Null for an object or an array with something in it.
    private static string? OnOneLine(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Object => value.EnumerateObject().Any() ? null : "{}",
        JsonValueKind.Array => value.GetArrayLength() > 0 ? null : "[]",
        _ => value.GetRawText(),
    };

    private static string Spaces(int count) => new(' ', count);

    private static string Text(string text) => IsPlain(text) ? text : JsonText.Quote(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')
        && !Words.Contains(text)
        && text[^1] is not (' ' or ':')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or ' ' or '+' or '(' or ')');
}
