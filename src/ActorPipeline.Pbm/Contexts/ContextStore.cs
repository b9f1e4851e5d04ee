using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Contexts;

/// <summary>Keeps contexts in the user's configuration folder, readable by nobody else: they hold tokens.</summary>
/// <param name="folder">The folder; created when something is kept.</param>
internal sealed class ContextStore(string folder)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Path { get; } = System.IO.Path.Combine(folder, "contexts.json");

    /// <summary>Reads the contexts; none when nothing has been kept yet.</summary>
    /// <exception cref="PbmException">The file cannot be read.</exception>
    public ContextFile Read()
    {
        try
        {
            return JsonSerializer.Deserialize<ContextFile>(File.ReadAllText(Path), Options) is { Contexts: not null } file ? file : ContextFile.Empty;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ContextFile.Empty;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PbmException(ExitCode.Failed, $"{Path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the contexts: the file appears whole or not at all.</summary>
    /// <exception cref="PbmException">The file cannot be written.</exception>
    public void Write(ContextFile contexts)
    {
        try
        {
            PrivateFile.Replace(Path, JsonSerializer.Serialize(contexts, Options));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PbmException(ExitCode.Failed, $"{Path} cannot be written: {exception.Message}", exception);
        }
    }
}
