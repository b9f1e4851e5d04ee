namespace ActorPipeline.Embedded.Files;

/// <summary>A data folder lacks something that it held: a file is missing, damaged, or from an older copy. Nothing of the folder is used then.</summary>
/// <param name="what">What is wrong with the file, as the end of a sentence.</param>
public sealed class DataLostException(string path, string what)
    : Exception($"{path} {what}; restore the whole data folder from a copy made at one time, or start with an empty folder");
