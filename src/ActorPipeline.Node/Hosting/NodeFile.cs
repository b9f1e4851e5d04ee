using System.Text.Json;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Hosting;

/// <summary>Tells scripts where a running node is: <c>node.json</c> in its data folder.</summary>
/// <param name="Web">Address of the web listener; null without one.</param>
/// <param name="Remoting">The node's address in the cluster; null for a node that is alone.</param>
internal sealed record NodeFile(int Pid, string Id, string? Web, string Operators, string? Remoting = null)
{
    private const string Name = "node.json";

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="NodeStartException">The folder takes no file: its disk is full, say.</exception>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, Name);
        var draft = $"{path}.{Pid}.tmp";
        try
        {
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(ExitCode.DataFolder, $"{path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Deletes the file. The folder may have been taken away while the node ran.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, Name));
        }
    }
}
