namespace ActorPipeline.Tests.Pbm;

/// <summary>What a small cluster would answer.</summary>
internal static class SampleCluster
{
    public const string Node =
        """{"address":"akka.tcp://actor-pipeline@127.0.0.1:9110","id":"n1","roles":["intake","shards","web"],"status":"Up","unreachable":"","version":"0.1.0","pid":4711,"started":"2017-01-25T13:00:00Z","web":"http://127.0.0.1:8080","operators":"http://127.0.0.1:9110","leader":true,"shards":1,"health":"ready","detail":null}""";

    public const string OtherNode =
        """{"address":"akka.tcp://actor-pipeline@127.0.0.1:9111","id":"n2","roles":["shards"],"status":"Up","unreachable":"unreachable","version":"0.1.0","pid":4712,"started":"2017-01-25T13:00:01Z","web":"http://127.0.0.1:8081","operators":"http://127.0.0.1:9111","leader":false,"shards":0,"health":"not ready","detail":"not heard of for 12 s"}""";

    public const string Ready = """{"status":"ok","checks":[{"name":"started","ok":true,"detail":null},{"name":"pipeline:csc8101","ok":true,"detail":null}]}""";

    public const string NotReady =
        """{"status":"failed","checks":[{"name":"started","ok":true,"detail":null},{"name":"pipeline:csc8101","ok":false,"detail":"recovering"}]}""";

    public const string Pipeline =
        """{"name":"csc8101","source":{"topic":"production","format":"json","partitions":2},"shards":2,"views":[{"name":"page-visitors","key":["topic","page"],"by":[],"window":{"length_ms":120000,"every_ms":60000},"columns":[{"name":"visits","kind":"count","type":"long"},{"name":"visitors","kind":"distinct","type":"long"}]},{"name":"client-visits","key":["client"],"by":["topic","page"],"window":{"length_ms":120000,"every_ms":60000},"columns":[{"name":"visits","kind":"count","type":"long"}]}]}""";

    public const string Status =
        """{"pipeline":"csc8101","state":"running","detail":null,"source":1000,"accepted":1003,"applied":990,"late":7,"dead_letter":3,"duplicate":3,"filtered":1,"pending":0,"watermark":"2017-01-25T14:05:00Z","shard_lag":0,"partitions":[{"partition":0,"end":500,"read":500,"committed":500,"lag":0,"watermark":"2017-01-25T14:05:00Z","idle":false},{"partition":1,"end":500,"read":500,"committed":500,"lag":0,"watermark":null,"idle":true}]}""";

    public const string Shard =
        """{"pipeline":"csc8101","shard":0,"owner":"n1","epoch":3,"state":"running","waiting":null,"offset":120,"lag":0,"entities":40,"passivated":2,"open_panes":4,"watermark":"2017-01-25T14:05:00Z","rows":77,"checkpoint":{"offset":100,"at":"2017-01-25T14:04:30Z","bytes":1536,"chunks":3,"duration_ms":12.5}}""";

    public const string OtherShard =
        """{"pipeline":"csc8101","shard":1,"owner":"n2","epoch":1,"state":"stalled","waiting":"the store: disk full","offset":80,"lag":12,"entities":9,"passivated":0,"open_panes":4,"watermark":null,"rows":5,"checkpoint":null}""";

    public const string Row =
        """{"pipeline":"csc8101","view":"page-visitors","key":{"topic":"Action","page":"Die Hard"},"by":{},"window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:04:00Z","first_event":1485352952000},"columns":{"visits":12,"visitors":9},"layer":"speed","exact":true,"revision":0}""";

    public const string OtherRow =
        """{"pipeline":"csc8101","view":"page-visitors","key":{"topic":"Romance","page":"Amélie, \"le\" film"},"by":{},"window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:04:00Z","first_event":1485352952000},"columns":{"visits":3,"visitors":3},"layer":"open","exact":false,"revision":1}""";

    public const string DeadLetter =
        """{"id":"0-17","topic":"production","partition":0,"offset":17,"time":"2017-01-25T14:02:11.500Z","reason":"time: expected yyyy-MM-dd; found \"soon\"","text":"{\"timestamp\":\"soon\"}\n","base64":"eyJ0aW1lc3RhbXAiOiJzb29uIn0K"}""";

    public const string Actors =
        """{"path":"/user","type":"GuardianActor","mailbox":0,"children":[{"path":"/user/csc8101-shards","type":"LocalRegion","mailbox":1,"children":[{"path":"/user/csc8101-shards/0","type":"ShardEntity","mailbox":12,"children":[]}]}]}""";

    public const string Entity =
        $$"""{"pipeline":"csc8101","view":"page-visitors","key":{"topic":"Action","page":"Die Hard"},"node":"n2","shard":1,"epoch":3,"offset":120,"first_event":"2017-01-25T14:02:00Z","last_event":"2017-01-25T14:03:59.999Z","rows":[{{Row}}]}""";

    public const string Tail =
        """{"partition":0,"offset":7,"time":"2017-01-25T14:02:11Z","value":"{\"client_id\":\"42\"}"}""" + "\n"
        + """{"partition":1,"offset":3,"time":"2017-01-25T14:02:12Z","value":"ESC[31m\u001b[31mred"}""" + "\n";

    private const string Jobs =
        """
        [
          {
            "pipeline": "csc8101",
            "job": "compact",
            "schedule": "*/5 * * * *",
            "state": "waiting",
            "progress": null,
            "last_start": "2017-01-25T14:02:00Z",
            "last_outcome": "succeeded",
            "last_ms": 500,
            "rows": 7,
            "bytes": 900,
            "next": "2017-01-25T14:05:00Z",
            "node": "n2",
            "error": null
          },
          {
            "pipeline": "csc8101",
            "job": "drop-old",
            "schedule": "17 * * * *",
            "state": "running",
            "progress": 0.25,
            "last_start": "2017-01-25T14:17:00Z",
            "last_outcome": "running",
            "last_ms": null,
            "rows": 0,
            "bytes": 0,
            "next": null,
            "node": "n1",
            "error": null
          }
        ]
        """;

    private const string Drift =
        """
        [
          {
            "pipeline": "csc8101",
            "view": "page-visitors",
            "up_to": "2017-01-25T14:02:00Z",
            "compared": 141,
            "drift": 6,
            "only_batch": 1,
            "only_speed": 2,
            "different": 3,
            "approximate": 4,
            "first": "2017-01-25T14:02:00Z topic=Action page=Heat: batch visits=2, speed none"
          }
        ]
        """;

    private const string JobRuns =
        """
        [
          {
            "pipeline": "csc8101",
            "number": 1,
            "job": "compact",
            "start": "2017-01-25T14:02:00Z",
            "end": "2017-01-25T14:02:00.500Z",
            "outcome": "succeeded",
            "progress": 1,
            "rows": 7,
            "bytes": 900,
            "node": "n2",
            "is_asked": true,
            "error": null
          },
          {
            "pipeline": "csc8101",
            "number": 2,
            "job": "drop-old",
            "start": "2017-01-25T14:02:00Z",
            "end": "2017-01-25T14:02:00.500Z",
            "outcome": "failed",
            "progress": 0.5,
            "rows": 7,
            "bytes": 900,
            "node": "n2",
            "is_asked": false,
            "error": "no space left on device"
          }
        ]
        """;

    public const string Schema =
        """[{"name":"actor_pipeline","state":"there","cql":"CREATE KEYSPACE IF NOT EXISTS actor_pipeline"},{"name":"actor_pipeline.pipeline","state":"missing","cql":"CREATE TABLE IF NOT EXISTS actor_pipeline.pipeline (name text PRIMARY KEY, fingerprint text)"}]""";

    private const string SqlRows =
        """
        {"columns":[{"name":"page","type":"VARCHAR"},{"name":"n","type":"BIGINT"},{"name":"tags","type":"VARCHAR[]"}]}
        {"page":"Die Hard","n":12,"tags":["a","b"]}
        {"page":"Amélie, \"le\" film","n":3,"tags":null}
        {"page":"","n":null,"tags":[]}

        """;

    private const string SqlTables =
        """[{"name":"\"csc8101\"","pipeline":"csc8101","view":null,"columns":[{"name":"page","type":"VARCHAR"},{"name":"_event_time","type":"TIMESTAMP"}]},{"name":"\"csc8101\".\"page-visitors\"","pipeline":"csc8101","view":"page-visitors","columns":[{"name":"window_start","type":"TIMESTAMP"},{"name":"visits","type":"BIGINT"}]}]""";

    private const string Lines = "application/x-ndjson";

    /// <summary>A pipeline whose view has a column of every kind that may have no value, and a sum.</summary>
    public const string PricedPipeline =
        """{"name":"csc8101","source":{"topic":"production","format":"json","partitions":2},"shards":2,"views":[{"name":"prices","key":["item"],"by":[],"window":{"length_ms":60000,"every_ms":60000},"columns":[{"name":"turnover","kind":"sum","type":"decimal"},{"name":"least","kind":"min","type":"decimal"},{"name":"mean","kind":"avg","type":"double"},{"name":"note","kind":"last","type":"text"}]}]}""";

    /// <summary>Rows of it, a line each: nothing, zero and empty, and something.</summary>
    public const string PricedRows =
        """
        {"pipeline":"csc8101","view":"prices","key":{"item":"none"},"by":{},"window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:03:00Z","first_event":1485352952000},"columns":{"turnover":0,"least":null,"mean":null,"note":null},"layer":"speed","exact":true,"revision":0}
        {"pipeline":"csc8101","view":"prices","key":{"item":"zero"},"by":{},"window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:03:00Z","first_event":1485352952000},"columns":{"turnover":0,"least":0,"mean":0,"note":""},"layer":"speed","exact":true,"revision":0}
        {"pipeline":"csc8101","view":"prices","key":{"item":""},"by":{},"window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:03:00Z","first_event":1485352952000},"columns":{"turnover":1.5,"least":-1,"mean":0.75,"note":"null"},"layer":"speed","exact":true,"revision":0}

        """;

    public static void AddTo(FakeNode node) => node
        .Answer("GET /pbm/cluster", $$"""{"nodes":[{{Node}},{{OtherNode}}]}""")
        .Answer("GET /pbm/cluster/status", $$"""{"node":{{Node}},"ready":{{NotReady}}}""")
        .Answer("POST /pbm/cluster/leave", $$"""{"node":{{OtherNode}},"self":false}""")
        .Answer("POST /pbm/cluster/down", $$"""{"node":{{OtherNode}},"self":false}""")
        .Answer("GET /pbm/ready", Ready)
        .Answer("GET /pbm/pipelines", $"[{Pipeline}]")
        .Answer("GET /pbm/pipelines/csc8101", Pipeline)
        .Answer("GET /pbm/pipelines/csc8101/status", Status)
        .Answer("POST /pbm/pipelines/csc8101/wait", Status)
        .Answer("GET /pbm/shards", $"[{Shard},{OtherShard}]")
        .Answer("GET /pbm/pipelines/csc8101/shards/0", Shard)
        .Answer("GET /pbm/pipelines/csc8101/views/page-visitors/locate", """{"shard":1,"owner":"n2"}""")
        .Answer("GET /pbm/pipelines/csc8101/views/page-visitors/actor", Entity)
        .Answer("GET /pbm/pipelines/csc8101/views/page-visitors/rows", $"{Row}\n{OtherRow}\n", type: Lines)
        .Answer("GET /pbm/pipelines/csc8101/views/client-visits/rows", "", type: Lines)
        .Answer("GET /pbm/pipelines/csc8101/views/page-visitors/keys", """[{"topic":"Action","page":"Die Hard"},{"topic":"Romance","page":"Amélie"}]""")
        .Answer("GET /pbm/pipelines/csc8101/tail", Tail, type: Lines)
        .Answer("GET /pbm/cluster/tail", """{"time":"2017-01-25T14:05:00Z","type":"MemberUp","member":"akka.tcp://actor-pipeline@127.0.0.1:9110"}""" + "\n", type: Lines)
        .Answer("GET /pbm/pipelines/csc8101/deadletters", $"[{DeadLetter}]")
        .Answer("GET /pbm/pipelines/csc8101/deadletters/0-17", DeadLetter)
        .Answer("POST /pbm/pipelines/csc8101/deadletters/replay", """{"replayed":1}""")
        .Answer("POST /pbm/check", $$"""{"ok":true,"error":null,"pipelines":[{{Pipeline}}]}""")
        .Answer("GET /pbm/schema", Schema)
        .Answer("POST /pbm/schema", Schema)
        .Answer("GET /pbm/batch", Jobs)
        .Answer("POST /pbm/batch/run", Jobs)
        .Answer("POST /pbm/batch/pause", Jobs)
        .Answer("POST /pbm/batch/resume", Jobs)
        .Answer("GET /pbm/batch/history", JobRuns)
        .Answer("GET /pbm/batch/drift", Drift)
        .Answer("POST /pbm/sql", SqlRows, type: Lines)
        .Answer("GET /pbm/sql/tables", SqlTables)
        .Answer("GET /pbm/actors", Actors)
        .Answer("GET /pbm/palettes", """[{"name":"cluster show","help":"members","arguments":[]},{"name":"view rows","help":"rows","arguments":[]}]""");
}
