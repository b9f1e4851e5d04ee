namespace ActorPipeline.Node.Memory;

/// <summary>The memory of the process, as <see cref="MemoryKeeper"/> sees it.</summary>
internal interface IHeap
{
    /// <summary>Reads what is known.</summary>
    HeapReading Read();

    /// <summary>Collects everything beside the work that goes on.</summary>
    void Collect();

    /// <summary>Collects everything while all threads wait, moves what is in use together and gives the rest back to the operating system.</summary>
    void Compact();
}
