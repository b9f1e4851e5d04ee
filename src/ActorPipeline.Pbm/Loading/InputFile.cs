using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Files that a command is given to read.</summary>
internal static class InputFile
{
    /// <summary>Opens a file that somebody else may be writing.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);

    /// <summary>Reads a file whole or in part.</summary>
    /// <exception cref="PbmException">There is no such file, or it cannot be read.</exception>
    public static async Task<T> ReadAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException
            || (exception is UnauthorizedAccessException && Directory.Exists(path)))
        {
            throw Missing(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new PbmException(ExitCode.Failed, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What to say where there is no file.</summary>
    public static PbmException Missing(string path) => PbmException.NotFound(
        Directory.Exists(path) ? $"{path} is a folder; name its files" : $"there is no file {path}");
}
