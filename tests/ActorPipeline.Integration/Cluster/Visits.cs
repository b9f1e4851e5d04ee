using System.Globalization;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The pipeline that clusters are tested with: visits as <c>id;time;client;page</c>, counted by page and by client over short windows.</summary>
/// <remarks>Partitions are idle late and windows take late events for long, so that a server that is away for a while makes no event late:
/// what becomes of an event then depends on the records of its partition alone, and the truth can be counted from the topic.</remarks>
internal static class Visits
{
    /// <summary>The pipeline's name, and its source topic's.</summary>
    public const string Pipeline = "visits";

    /// <summary>Visits and distinct clients per page and window.</summary>
    public const string PageVisits = "page-visits";

    /// <summary>Visits per client, page and window.</summary>
    public const string ClientVisits = "client-visits";

    /// <summary>Where emitted rows go: one partition per shard.</summary>
    public const string RowsTopic = "ap.visits.rows";

    /// <summary>Where events go that cannot be decoded.</summary>
    public const string DeadLetterTopic = "ap.visits.dead-letters";

    public const int Partitions = 6;
    public const int Shards = 6;
    public const int Clients = 50;
    public const int Pages = 10;

    /// <summary>Length of a window.</summary>
    public const long WindowMs = 1_000;

    /// <summary>How much out of order events may be.</summary>
    public const long LateAfterMs = 2_000;

    /// <summary>How long a closed window takes events that correct it.</summary>
    public const long AllowedLatenessMs = 120_000;

    /// <summary>Settings that keep topics and keyspace of a test apart from those of others over the same servers.</summary>
    /// <param name="name">The name of the source topic and of the keyspace.</param>
    public static string[] Apart(string name) => [$"kafka.topic-prefix={name}.", $"pipelines.{Pipeline}.source.topic={name}", $"cassandra.keyspace={name}"];

    /// <summary>The configuration of a cluster's nodes with this pipeline and without those that ship.</summary>
    /// <param name="clusterFile">Path of <c>hocon/cluster.conf</c>.</param>
    public static string Configuration(string clusterFile) => string.Create(CultureInfo.InvariantCulture, $$"""
        include required(file("{{clusterFile}}"))

        pipelines {
          access-log = null, csc8101 = null, site-log = null
          visits {
            shards = {{Shards}}, emit-to = [store, topic]
            source {
              topic = {{Pipeline}}, partitions = {{Partitions}}, format = delimited, separator = ";"
              columns = [id, time, client, page]
              time { field = time, pattern = unix-ms }
              fields { client = client, page = page }
              late-after = {{LateAfterMs}}ms, allowed-lateness = {{AllowedLatenessMs}}ms, idle-after = 10m
            }
            views {
              {{PageVisits}} {
                key = [page], window { length = {{WindowMs}}ms }
                columns { visits = count, visitors = "distinct(client)" }
                serve-by = [[page]]
              }
              {{ClientVisits}} {
                key = [client], by = [page], window { length = {{WindowMs}}ms }
                columns { visits = count }
                serve-by = [[client]]
              }
            }
          }
        }
        management.read-only = off
        # Checkpoints often: a kill is likely to fall into one, and what follows a kill is short.
        engine.shards.checkpoint-interval = 3s
        """);
}
