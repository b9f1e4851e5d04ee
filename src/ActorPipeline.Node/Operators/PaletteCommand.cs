namespace ActorPipeline.Node.Operators;

/// <summary>A command this node can answer.</summary>
internal sealed record PaletteCommand(string Name, string Help, IReadOnlyList<PaletteArgument> Arguments)
{
    /// <summary>What this node answers: pbm offers and completes just these.</summary>
    public static IReadOnlyList<PaletteCommand> All { get; } =
    [
        new("cluster show", "members with address, roles, status and version", []),
        new("cluster status", "this node and its readiness checks", []),
        new("cluster leader", "the address of the member that decides about others", []),
        new(
            "cluster leave", "hand over what a node serves, and stop it",
            [Optional("NODE", "its id or address; the node asked when left out"), Option("timeout", "such as 60s")]),
        new("cluster down", "remove a member that does not answer", [Required("NODE", "its id or address")]),
        new("cluster down-unreachable", "remove all members that do not answer", []),
        new("cluster tail", "how the members are, then every change among them", []),
        new(
            "cluster wait", "wait until every pipeline is served, or for a number of nodes",
            [Option("for", "ready or nodes=N"), Option("timeout", "such as 60s")]),
        new("shard list", "owner, epoch, offset, lag, entities and last checkpoint of every shard", []),
        new("shard show", "one shard", [Required("ID", "PIPELINE/NUMBER")]),
        new("shard locate", "the shard that owns a key", [Pipeline, View, Required("KEY", "the key's parts, in order")]),
        new("shard explain", "why a shard waits", [Required("ID", "PIPELINE/NUMBER")]),
        new("pipeline list", "the pipelines", []),
        new("pipeline show", "a pipeline's definition", [Pipeline]),
        new("pipeline check", "read a pipeline file and say what is wrong with it", [Required("FILE", "a HOCON file")]),
        new("pipeline guess", "propose a pipeline file for the events of a file", [Required("FILE", "a file, - for standard input")]),
        new("pipeline status", "counters that add up, watermark and lag", [Pipeline]),
        new("schema show", "the CQL that lays out the view store, and what of it is there", []),
        new("schema apply", "run what is missing of it", [Option("dry-run", "only show it")]),
        new("view list", "the views", []),
        new(
            "view rows", "rows of a view",
            [Pipeline, View, Option("key", "NAME=VALUE"), Option("last", "windows"), Option("top", "rows a window"), Option("open", "also open windows")]),
        new("view keys", "keys of a view", [Pipeline, View, Option("prefix", "what a part begins with")]),
        new(
            "sql", "run a statement over the event lake and the batch rows of views",
            [
                Optional("STATEMENT", "one SELECT, DESCRIBE or SHOW TABLES"), Option("file", "a file with it, - for standard input"),
                Option("out", "a .csv or .parquet file"), Option("tables", "list the tables"),
            ]),
        new("events load", "import files into the source topic", [Pipeline, Required("FILE", "a file, - for standard input")]),
        new("events tail", "records of the source topic", [Pipeline, Option("offset", "N, -N, start or end"), Option("follow", "go on as they come")]),
        new("events wait", "wait until all that was accepted has been applied", [Pipeline, Option("flush", "also close all windows")]),
        new("deadletter list", "events that could not be decoded", [Pipeline]),
        new("deadletter show", "one of them with its bytes", [Pipeline, Required("ID", "as listed")]),
        new("deadletter replay", "give them back to the source topic", [Pipeline, Option("id", "one of them only")]),
        new("batch show", "every job: schedule, state, last run and next one", [Optional("PIPELINE", "a pipeline's name")]),
        new("batch run", "run a job now, or all that have a schedule, and wait", [Optional("JOB", "a job's name"), Option("pipeline", "only of this one")]),
        new("batch rebuild", "compute the batch views of a pipeline anew", [Pipeline]),
        new("batch drift", "how many rows of batch and shards differ, by view", [Optional("PIPELINE", "a pipeline's name")]),
        new("batch history", "the last runs of jobs", [Optional("JOB", "a job's name"), Option("pipeline", "only of this one")]),
        new("batch pause", "let no run begin by schedule any more", [Optional("PIPELINE", "a pipeline's name")]),
        new("batch resume", "let runs begin by schedule again", [Optional("PIPELINE", "a pipeline's name")]),
        new("actor hierarchy", "the node's actors", [Option("depth", "levels")]),
        new("actor show", "one page or client", [Pipeline, View, Required("KEY", "the key's parts, in order")]),
    ];

    private static PaletteArgument Pipeline => Required("PIPELINE", "a pipeline's name");

    private static PaletteArgument View => Required("VIEW", "a view's name");

    private static PaletteArgument Required(string name, string help) => new(name, true, help);

    private static PaletteArgument Optional(string name, string help) => new(name, false, help);

    private static PaletteArgument Option(string name, string help) => new($"--{name}", false, help);
}

internal sealed record PaletteArgument(string Name, bool Required, string Help);
