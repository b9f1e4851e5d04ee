using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>Speaks to one node. Every failure comes out as a <see cref="NodeException"/> that knows its exit code.</summary>
/// <remarks>Members may be called concurrently. What is held of an answer is bounded by <see cref="BoundedAnswer"/>.</remarks>
internal sealed class NodeClient : IDisposable
{
    private const int DownloadBytes = 64 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public NodeClient(Uri address, string? token, HttpMessageHandler handler, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("pbm", typeof(NodeClient).Assembly.GetName().Version?.ToString(3)));
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>How long an ordinary answer may take; long ones say so themselves.</summary>
    public static TimeSpan AnswerTimeout { get; } = TimeSpan.FromSeconds(100);

    // A node bounds how long a statement takes by a setting of its own, which may be an hour.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10);

    public Uri Address => _http.BaseAddress!;

    public Task<JsonElement> GetAsync(NodeQuery query, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, query, null, AnswerTimeout, cancellationToken);

    public Task<JsonElement> PostAsync(NodeQuery query, HttpContent? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, query, body, AnswerTimeout, cancellationToken);

    public Task<JsonElement> PostAsync(NodeQuery query, HttpContent? body, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, query, body, timeout, cancellationToken);

    /// <summary>Asks for something whose failing answer (503) is a document too: a probe.</summary>
    public Task<(bool IsOk, JsonElement Report)> ProbeAsync(NodeQuery query, TimeSpan timeout, CancellationToken cancellationToken) =>
        GuardAsync(timeout, async token =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, query.ToString());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);

            // A node that is only just starting, or a proxy before it, answers without a report.
            var isReport = response.StatusCode == HttpStatusCode.ServiceUnavailable
                && response.Content.Headers.ContentType?.MediaType == "application/json";
            if (!response.IsSuccessStatusCode && !isReport)
            {
                throw await NodeException.ReadAsync(response, token);
            }

            return (response.IsSuccessStatusCode, await ReadAsync(response, token));
        }, cancellationToken);

    /// <summary>Reads items as they come; one is held at a time, however many there are.</summary>
    /// <remarks>Takes lines of JSON and JSON arrays alike.</remarks>
    public IAsyncEnumerable<JsonElement> StreamAsync(NodeQuery query, CancellationToken cancellationToken) =>
        StreamAsync(new HttpRequestMessage(HttpMethod.Get, query.ToString()), AnswerTimeout, cancellationToken);

    /// <summary>Has a statement run, and reads what it gives in the same way.</summary>
    public IAsyncEnumerable<JsonElement> StreamAsync(NodeQuery query, HttpContent statement, CancellationToken cancellationToken) =>
        StreamAsync(new HttpRequestMessage(HttpMethod.Post, query.ToString()) { Content = statement }, StatementTimeout, cancellationToken);

    /// <summary>Has a statement run, and writes what it gives as it comes.</summary>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public async Task DownloadAsync(NodeQuery query, HttpContent statement, string mediaType, Stream target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, query.ToString()) { Content = statement };
        request.Headers.Accept.ParseAdd(mediaType);
        using var response = await GuardAsync(StatementTimeout, token => OpenAsync(request, token), cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[DownloadBytes];
        while (await GuardAsync(Timeout.InfiniteTimeSpan, async token => await body.ReadAsync(buffer, token), cancellationToken) is > 0 and var read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async IAsyncEnumerable<JsonElement> StreamAsync(
        HttpRequestMessage request, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var sent = request;
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await GuardAsync(timeout, token => OpenAsync(request, token), cancellationToken);
        var isLines = response.Content.Headers.ContentType?.MediaType is "application/x-ndjson";
        await using var body = new BoundedAnswer(await response.Content.ReadAsStreamAsync(cancellationToken), Address);
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(body, topLevelValues: isLines, cancellationToken: cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync(Timeout.InfiniteTimeSpan, async _ => await items.MoveNextAsync(), cancellationToken))
        {
            body.BeginItem();
            yield return items.Current;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await NodeException.ReadAsync(response, cancellationToken);
        }
    }

    private Task<JsonElement> SendAsync(HttpMethod method, NodeQuery query, HttpContent? body, TimeSpan timeout, CancellationToken cancellationToken) =>
        GuardAsync(timeout, async token =>
        {
            using var request = new HttpRequestMessage(method, query.ToString()) { Content = body };
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await OpenAsync(request, token);
            return await ReadAsync(response, token);
        }, cancellationToken);

    private async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = new BoundedAnswer(await response.Content.ReadAsStreamAsync(cancellationToken), Address);
        return await JsonSerializer.DeserializeAsync<JsonElement>(body, cancellationToken: cancellationToken);
    }

    private async Task<T> GuardAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw NodeException.Silent(Address, timeout);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own limit on connecting.
            throw NodeException.Unreachable(Address, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw NodeException.Unreachable(Address, exception);
        }
        catch (JsonException exception)
        {
            throw NodeException.Unreadable(Address, exception);
        }
    }
}
