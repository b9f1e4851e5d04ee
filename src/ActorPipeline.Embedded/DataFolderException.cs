namespace ActorPipeline.Embedded;

/// <summary>A data folder cannot be used. The message names the folder and the reason.</summary>
public class DataFolderException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process works in a data folder.</summary>
public sealed class DataFolderInUseException(string folder, int processId)
    : DataFolderException($"data folder {folder} is in use by process {processId}; stop that one or choose another folder");
