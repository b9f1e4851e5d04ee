using ActorPipeline.Victim;

// A process that tests kill: it writes into the folder given, and prints what was acknowledged, until it dies.
await (args[0] == "log" ? LogVictim.RunAsync(args[1]) : StoreVictim.RunAsync(args[1]));
