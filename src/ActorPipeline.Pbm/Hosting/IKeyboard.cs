namespace ActorPipeline.Pbm.Hosting;

/// <summary>Keys pressed at the prompt.</summary>
internal interface IKeyboard
{
    /// <summary>Columns of the terminal.</summary>
    int Width { get; }

    /// <summary>Waits for a key; Ctrl+C is one. Null when there will be no more.</summary>
    ConsoleKeyInfo? ReadKey();
}
