// Every test starts whole processes and some kill them: one at a time they have the machine to themselves.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
