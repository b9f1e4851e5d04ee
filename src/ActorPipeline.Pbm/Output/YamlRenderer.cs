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

        var any = false;
        await foreach (var item in document.Main.Items.WithCancellation(cancellationToken))
        {
            any = true;
            WriteItem(output, item, 0);
            if (document.Main.IsLive)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        if (!any)
        {
            await output.WriteLineAsync("[]");
        }
    }

    private static void WriteBlock(TextWriter output, JsonElement value, int indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                WriteMembers(output, value, indent, isFirstPlaced: false);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                foreach (var item in value.EnumerateArray())
                {
                    WriteItem(output, item, indent);
                }

                break;
            default:
                output.WriteLine($"{Spaces(indent)}{Scalar(value)}");
                break;
        }
    }

    private static void WriteItem(TextWriter output, JsonElement item, int indent)
    {
        output.Write($"{Spaces(indent)}-");
        if (item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Any())
        {
            output.Write(' ');
            WriteMembers(output, item, indent + Step, isFirstPlaced: true);
        }
        else if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0)
        {
            output.WriteLine();
            WriteBlock(output, item, indent + Step);
        }
        else
        {
            output.WriteLine($" {Scalar(item)}");
        }
    }

    private static void WriteMembers(TextWriter output, JsonElement value, int indent, bool isFirstPlaced)
    {
        foreach (var member in value.EnumerateObject())
        {
            output.Write(isFirstPlaced ? "" : Spaces(indent));
            isFirstPlaced = false;
            output.Write($"{Text(member.Name)}:");
            if (IsEmptyOrScalar(member.Value))
            {
                output.WriteLine($" {Scalar(member.Value)}");
            }
            else
            {
                output.WriteLine();
                WriteBlock(output, member.Value, indent + Step);
            }
        }
    }

    private static bool IsEmptyOrScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => true,
    };

    // Objects and arrays come here only when they are empty.
    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
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
