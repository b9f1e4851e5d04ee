using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Xunit;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>Shapes that scripts rely on, as checked-in files. A run with <c>UPDATE_GOLDEN=1</c> rewrites them; the difference is then read before it is committed.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Check(string name, JsonElement actual, [CallerFilePath] string source = "") =>
        Check(name, JsonSerializer.Serialize(actual, Indented) + "\n", source);

    public static void Check(string name, string actual, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "..", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }
}
