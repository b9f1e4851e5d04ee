using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Tests.Pbm;

/// <summary>Words of a node that want to do something to a terminal.</summary>
internal static partial class Evil
{
    /// <summary>A title, a bell, colours in both spellings, text turned around, lines of its own.</summary>
    public const string Words = "\u001b]0;owned\u0007\u001b[31m\u009b32m\u202eabc\u202c\u2066\u2069\u007f\u2028\u2029\r\n\tCount: 0 nodes";

    // What commands compare, so that an answer stays one.
    private static readonly string[] Kept = ["csc8101", "page-visitors", "client-visits", "Up", "unreachable", ""];

    /// <summary>Puts the words behind every text of JSON documents, a line each or one over several, and behind the names of a row's parts.</summary>
    public static string In(string json)
    {
        try
        {
            return Twist(JsonNode.Parse(json))!.ToJsonString();
        }
        catch (JsonException)
        {
            return string.Concat(json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{Twist(JsonNode.Parse(line))!.ToJsonString()}\n"));
        }
    }

    /// <summary>What of a text would do something to a terminal, apart from what the tool itself sends: colours, moves, the line that is edited and progress.</summary>
    public static IEnumerable<char> LeftIn(string shown) =>
        OwnSequences().Replace(shown, "").Where(letter => TerminalText.IsUnsafe(letter) && letter is not ('\n' or '\t'));

    // A carriage return is only right before what follows here.
    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]|\r(?=\n|\[|$|\u001b)")]
    private static partial Regex OwnSequences();

    private static JsonNode? Twist(JsonNode? node) => node switch
    {
        JsonObject item => new JsonObject(item.Select(member => KeyValuePair.Create(
            member.Key,
            member is { Key: "key" or "by" or "columns", Value: JsonObject parts } ? Renamed(parts) : Twist(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Twist)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Twist(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };

    private static JsonObject Renamed(JsonObject parts) => new(parts.Select(part => KeyValuePair.Create(part.Key + Words, Twist(part.Value))));

    private static string Twist(string text) => Kept.Contains(text) ? text : text + Words;
}
