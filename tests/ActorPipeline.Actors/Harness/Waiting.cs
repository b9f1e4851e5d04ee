// Most of what these tests do is wait for leases and failure detectors: four wait at once, on two cores too.
[assembly: Xunit.CollectionBehavior(MaxParallelThreads = 4)]
