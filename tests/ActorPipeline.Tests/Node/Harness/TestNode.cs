using System.Net.Http.Headers;
using System.Text;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Hosting;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Operators;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Node.Sql;
using ActorPipeline.Storage;
using ActorPipeline.Tests.Lake.Sql;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>Both listeners of a node, on real servers on free loopback ports, over a test engine.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly WebApplication _operators;
    private readonly NodeParts _parts;

    private TestNode(NodeParts parts, WebApplication web, WebApplication operators, Uri webAddress, Uri operatorsAddress)
    {
        (_parts, _web, _operators) = (parts, web, operators);
        Web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = webAddress };
        Operators = new HttpClient { BaseAddress = operatorsAddress };
    }

    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeMilliseconds(1_485_352_960_000);

    public HttpClient Web { get; }

    public HttpClient Operators { get; }

    public TestEngine Engine => (TestEngine)_parts.Engine;

    public NodeHealth Health => _parts.Health;

    public static Task<TestNode> StartAsync(params string[] settings) => StartAsync(TimeProvider.System, settings);

    public static Task<TestNode> StartAsync(TimeProvider clock, params string[] settings) => StartAsync(clock, null, settings);

    public static Task<TestNode> StartAsync(IMembership membership, params string[] settings) => StartAsync(TimeProvider.System, membership, settings);

    /// <summary>A node that serves what a store keeps.</summary>
    public static Task<TestNode> StartAsync(IRowStore store, params string[] settings) => StartAsync(TimeProvider.System, null, settings, store);

    /// <summary>A node that runs statements over a lake.</summary>
    public static Task<TestNode> StartAsync(LakeTables tables, ISqlRunner runner, params string[] settings) =>
        StartAsync(TimeProvider.System, null, settings, null, tables, runner);

    private static async Task<TestNode> StartAsync(
        TimeProvider clock, IMembership? cluster, string[] settings, IRowStore? store = null, LakeTables? tables = null, ISqlRunner? runner = null)
    {
        var options = Options(settings);
        var membership = cluster ?? new LoneMembership(() => Self(options), () => null);
        var engine = new TestEngine { Store = store, Tables = tables };
        var reads = new ViewReads(engine.Rows, options.Reads, clock);
        var web = new Uri("http://127.0.0.1:8080");
        var operators = web;
        var parts = new NodeParts
        {
            Options = options,
            Engine = engine,
            Reads = reads,
            Sql = new SqlAnswers(new PipelineCatalog(engine.Pipelines), tables, runner ?? new SqlInProcess(), options.Sql, reads.Pace, clock),
            Collector = new EventCollector(options.Collector, engine.Pipelines, clock),
            Membership = membership,
            Health = new NodeHealth(new PipelineCatalog(engine.Pipelines), membership, clock),
            Metrics = new MetricRegistry(),
            ReadPipelines = (text, name) => new NodeEngineFactory().ReadPipelines(NodeConfiguration.LoadAlone(text, name, ShippedFiles.Hocon)),
            Clock = clock,
            Loggers = NullLoggerFactory.Instance,
        };
        var webApp = WebListener.Build(parts);
        var operatorsApp = OperatorsListener.Build(parts);
        web = await ListenerApp.StartAsync(webApp, options.Web.Listener, TestContext.Current.CancellationToken);
        operators = await ListenerApp.StartAsync(operatorsApp, options.Management.Listener, TestContext.Current.CancellationToken);
        parts.Health.Started();
        return new TestNode(parts, webApp, operatorsApp, web, operators);
    }

    /// <summary>The options of reference.conf with settings over it, on free ports.</summary>
    public static NodeOptions Options(params string[] settings)
    {
        var arguments = new NodeArguments { Settings = ["web.port=0", "management.port=0", "node.id=n1", .. settings] };
        var configuration = NodeConfiguration.Load(arguments, ShippedFiles.Hocon);
        return NodeOptionsReader.Read(configuration.Cursor(), TestPipelines.All, demo: false);
    }

    private static ClusterMember Self(NodeOptions options) =>
        new("akka.tcp://actor-pipeline@127.0.0.1:9110", "n1", options.Roles, "Up", "1.2.3", 42, "2017-01-25T14:00:00Z", "http://127.0.0.1:8080");

    public static StringContent Content(string body, string? mediaType)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return content;
    }

    public Task<HttpResponseMessage> CollectAsync(string pipeline, string body, string? mediaType = "application/json") =>
        Web.PostAsync(new Uri($"/collect/{pipeline}", UriKind.Relative), Content(body, mediaType), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => Web.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> AskAsync(string path) => Operators.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> TellAsync(string path, HttpContent? content = null) =>
        Operators.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Web.Dispose();
        Operators.Dispose();
        await _web.DisposeAsync();
        await _operators.DisposeAsync();
        _parts.Collector.Dispose();
        _parts.Sql.Dispose();
        _parts.Reads.Dispose();
        _parts.Metrics.Dispose();
        await _parts.Engine.DisposeAsync();
    }
}
