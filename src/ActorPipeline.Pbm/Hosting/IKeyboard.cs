namespace ActorPipeline.Pbm.Hosting;

internal interface IKeyboard
{
    int Width { get; }

    /// <summary>Waits for a key; Ctrl+C is one. Null when there will be no more.</summary>
    ConsoleKeyInfo? ReadKey();
}
